"""Every "no" has one form, and tells nothing it should not."""

import httpx
import pytest
from support.gateway import ORIGIN

from contracts.wire import FieldError, NotFound, Refusal, Unavailable
from gateway.headers import AnswerHeaders
from gateway.refusals import STATUS, Problems

pytestmark = pytest.mark.anyio


def every(kind):
    for child in kind.__subclasses__():
        # Tests make refusals of their own, which no gateway knows.
        if child.__module__.startswith(("contracts.", "gateway.")):
            yield child
        yield from every(child)


async def answer_to(error):
    async def raises(scope, receive, send):
        raise error

    transport = httpx.ASGITransport(app=AnswerHeaders(Problems(raises), https=False), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        return await client.get("/api/contacts/7")


class TestARefusal:
    @pytest.mark.parametrize("refusal", list(every(Refusal)), ids=lambda refusal: refusal.__name__)
    def test_has_a_status(self, refusal):
        assert refusal in STATUS

    async def test_is_told_whole(self):
        answer = await answer_to(
            NotFound("No such contact.", errors=[FieldError(field="id", code="gone", detail="Gone.")], facts={"a": 1})
        )

        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json() == {
            "type": "/problems/not-found",
            "title": "Not found",
            "status": 404,
            "detail": "No such contact.",
            "instance": "/api/contacts/7",
            "request_id": answer.headers["X-Request-Id"],
            "errors": [{"field": "id", "code": "gone", "detail": "Gone."}],
            "a": 1,
        }

    async def test_for_now_says_when_to_come_back(self):
        answer = await answer_to(Unavailable("Not now.", facts={"retry_after": 7}))

        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")


class TestAFault:
    async def test_is_answered_without_a_word_of_what_it_was(self):
        answer = await answer_to(ValueError("select secret from contacts where name = 'Kalle'"))

        assert answer.status_code == 500
        assert answer.json()["type"].endswith("/internal-error")
        assert answer.json()["request_id"] == answer.headers["X-Request-Id"]
        assert "Kalle" not in answer.text
        assert "secret" not in answer.text


class TestWhatTheFrameworkRefuses:
    @pytest.mark.parametrize(
        ("method", "path", "status", "slug"),
        [
            ("GET", "/", 404, "not-found"),
            ("GET", "/api/nothing", 404, "not-found"),
            ("GET", "/api/contacts/", 404, "not-found"),
            ("PUT", "/api/contacts", 405, "method-not-allowed"),
            ("TRACE", "/livez", 405, "method-not-allowed"),
        ],
    )
    async def test_is_a_problem_as_well(self, api, method, path, status, slug):
        answer = await api.request(method, path)

        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["type"].endswith(f"/{slug}")

    async def test_names_the_fields_without_their_values(self, api):
        answer = await api.post("/api/session", json={"email": {"my": "sekrit"}, "passwrod": "sekrit"})

        assert answer.status_code == 422
        assert {(error["field"], error["code"]) for error in answer.json()["errors"]} == {
            ("email", "string_type"),
            ("password", "missing"),
            ("passwrod", "extra_forbidden"),
        }
        assert "sekrit" not in answer.text
