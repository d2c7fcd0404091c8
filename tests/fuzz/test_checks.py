"""The checks find what they are there to find: each fault planted here is told."""

import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import schemathesis
from fuzz.checks import Documented, faults
from schemathesis import Response

DOCUMENT = json.loads((Path(__file__).parents[1] / "gateway" / "openapi.json").read_text())
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
HEADERS = {"X-Request-Id": "request-1", "RateLimit": "x", "RateLimit-Policy": "x", "ETag": '"1"'}
NOBODYS = {"items": [], "next_cursor": None}


def told(status, body, operation=("/api/contacts", "GET"), method=None, content_type=None):
    case = SCHEMA[operation[0]][operation[1]].Case(method=method)
    content_type = content_type or ("application/json" if status < 400 else "application/problem+json")
    answer = httpx.Response(
        status,
        headers={**HEADERS, "Content-Type": content_type},
        content=json.dumps(body),
        request=httpx.Request(case.method, "http://qero.example/api/contacts"),
    )
    answer.elapsed = timedelta()
    return [fault.kind for fault in faults(case, Response.from_any(answer), Documented(DOCUMENT))]


def problem(status, slug, **more):
    return {
        "type": f"/problems/{slug}",
        "title": "No",
        "status": status,
        "detail": "No.",
        "instance": "/api/contacts",
        "request_id": "request-1",
        **more,
    }


class TestAnAnswer:
    def test_as_it_is_documented_is_no_fault(self):
        assert told(200, NOBODYS) == []

    def test_of_another_form_is_told(self):
        assert told(200, {**NOBODYS, "items": "all"}) == ["200: Response violates schema"]

    def test_of_another_type_is_told(self):
        assert "200: Undocumented Content-Type" in told(200, NOBODYS, content_type="text/html")

    def test_of_another_status_is_told(self):
        assert "202: Undocumented status code" in told(202, NOBODYS)


class TestARefusal:
    def test_as_it_is_documented_is_no_fault(self):
        assert told(401, problem(401, "not-signed-in")) == []

    @pytest.mark.parametrize(("status", "slug"), [(500, "internal-error"), (503, "unavailable")])
    def test_for_our_own_fault_is_told_though_it_is_documented(self, status, slug):
        assert f"{status} though nothing was taken down" in told(status, problem(status, slug))

    def test_that_is_no_problem_is_told(self):
        assert "401 is text/plain and no problem" in told(401, "No.", content_type="text/plain")

    def test_of_another_kind_is_told(self):
        assert told(422, problem(422, "import-refused")) == ["422 with the undocumented problem import-refused"]

    def test_that_contradicts_itself_is_told(self):
        assert told(401, problem(400, "not-signed-in")) == ["A problem of another status"]
        assert told(401, problem(401, "not-signed-in", request_id="request-2")) == ["A problem of another request"]

    def test_that_names_neither_field_nor_limit_is_told(self):
        asking = ("/api/contacts/settings", "POST")

        assert told(422, problem(422, "invalid")) == ["invalid names no field"]
        assert told(400, problem(400, "batch-too-large"), asking) == ["batch-too-large names no limit"]

    def test_of_a_method_that_the_address_does_not_have_is_no_fault(self):
        assert told(405, problem(405, "method-not-allowed"), method="PUT") == []
