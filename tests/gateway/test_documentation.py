"""The OpenAPI document and the page made of it."""

import json
import os
import re
from pathlib import Path

import pytest
from support.gateway import routes_of

from contracts.settings import ContactStatus, TmaStatus
from gateway.shapes import ContactStatusFilter, TmaStatusFilter

pytestmark = pytest.mark.anyio

SNAPSHOT = Path(__file__).with_name("openapi.json")
REFRESH = "QERO_REFRESH=1 ./qero test tests/gateway/test_documentation.py"


@pytest.fixture
async def document(api):
    return (await api.get("/api/openapi.json")).json()


class TestTheDocument:
    async def test_changes_only_by_a_visible_diff(self, document):
        if os.environ.get("QERO_REFRESH"):
            SNAPSHOT.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")

        assert json.loads(SNAPSHOT.read_text()) == document, f"the wire has changed; if meant: {REFRESH}"

    async def test_says_of_every_route_what_may_go_wrong(self, api):
        for method, path, operation in await routes_of(api):
            wanted = set()
            if path.startswith("/api/"):
                wanted = {"400", "429", "500", "503"}
                wanted |= {"401"} if "security" in operation else set()
                wanted |= {"403"} if method != "GET" else set()
                wanted |= {"413", "415"} if "requestBody" in operation else set()
                wanted |= {"422"} if "parameters" in operation or "requestBody" in operation else set()

            assert wanted <= set(operation["responses"]), (method, path)

    async def test_describes_every_refusal_as_a_problem(self, document):
        for name, answer in document["components"]["responses"].items():
            content = answer["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
            assert [re.search(r"[^/]+$", example["value"]["type"])[0] for example in content["examples"].values()] == (
                name.split("_or_")
            )

    async def test_has_an_operation_id_for_each_route(self, api):
        ids = [operation["operationId"] for _, _, operation in await routes_of(api)]

        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(r"[a-z-]+", name) for name in ids)

    @pytest.mark.parametrize("name", ["Contact", "ShownContact", "ShownCandidate", "NewContact", "ContactEdits"])
    async def test_gives_a_contact_no_status_of_its_own(self, document, name):
        properties = document["components"]["schemas"][name]["properties"]

        assert not [field for field in properties if "status" in field]

    async def test_says_the_form_of_a_key_and_of_a_version(self, api):
        described = {
            parameter["name"]: parameter["schema"]
            for _, _, operation in await routes_of(api)
            for parameter in operation.get("parameters", [])
        }
        forms = {name: re.compile(described[name]["pattern"]) for name in ("Idempotency-Key", "If-Match")}

        assert forms["Idempotency-Key"].search("call-1")
        assert not forms["Idempotency-Key"].search("call 1")
        assert not forms["Idempotency-Key"].search("")
        assert all(forms["If-Match"].search(tag) for tag in ('"7"', '"7.2"', "*"))
        assert not any(forms["If-Match"].search(tag) for tag in ("7", '"7" "8"', 'W/"7"', '"7.2.1"'))

    async def test_calls_a_stream_no_text(self, document):
        answer = document["paths"]["/api/stream"]["get"]["responses"]["200"]

        assert answer["content"] == {"text/event-stream": {}}

    async def test_refers_to_nothing_that_is_not_there(self, document):
        for reference in set(re.findall(r'"\$ref": ?"([^"]+)"', json.dumps(document))):
            place = document
            for part in reference.removeprefix("#/").split("/"):
                place = place[part]

    @pytest.mark.parametrize(
        ("statuses", "offered"), [(ContactStatus, ContactStatusFilter), (TmaStatus, TmaStatusFilter)]
    )
    def test_offers_every_status_and_none_as_a_filter(self, statuses, offered):
        assert {*statuses, "none"} == set(offered)


class TestThePage:
    async def test_shows_every_route(self, api):
        page = (await api.get("/api/docs")).text

        for method, path, _ in await routes_of(api):
            assert f"<b>{method}</b> <code>{path}</code>" in page

    async def test_needs_nothing_that_the_content_security_policy_forbids(self, api):
        page = (await api.get("/api/docs")).text

        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|https?://", page)

    async def test_has_its_style_from_here(self, api):
        page = (await api.get("/api/docs")).text
        style = await api.get(re.search(r'<link rel="stylesheet" href="([^"]+)"', page)[1])

        assert style.headers["Content-Type"].startswith("text/css")


class TestHealth:
    async def test_lives_without_anybody_else(self, api):
        assert (await api.get("/livez")).status_code == 200

    async def test_is_not_ready_without_a_bus(self, api):
        answer = await api.get("/readyz")

        assert answer.status_code == 503
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert int(answer.headers["Retry-After"]) > 0
