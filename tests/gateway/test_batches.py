"""Reading up to 500 contacts' call logs or settings in one request."""

from uuid import uuid4

import pytest
from support.gateway import Accounts, client_of

from gateway.app import create_app

BATCHES = ["/api/contacts/call-logs", "/api/contacts/settings", "/api/tma/call-logs", "/api/tma/settings"]
LIMIT = 500


def ids(count):
    return [str(uuid4()) for _ in range(count)]


class TestABatchBeforeAnythingIsAskedOfAService:
    pytestmark = pytest.mark.anyio

    @pytest.fixture
    def accounts(self, gateway_config):
        """A bus on which accounts alone answers, and which remembers what else was asked."""
        return Accounts(gateway_config)

    @pytest.fixture
    async def signed_in(self, gateway_config, accounts):
        async with client_of(create_app(gateway_config, accounts)) as client:
            client.cookies["qero"] = "anns"
            yield client

    @pytest.mark.parametrize("path", BATCHES)
    async def test_is_refused_with_501_ids_and_told_limit_and_count(self, signed_in, accounts, path):
        answer = await signed_in.post(path, json={"contact_ids": ids(LIMIT + 1)})

        assert answer.status_code == 400
        assert answer.json()["type"].endswith("/batch-too-large")
        assert (answer.json()["limit"], answer.json()["count"]) == (LIMIT, LIMIT + 1)
        assert "500" in answer.json()["detail"]
        assert "501" in answer.json()["detail"]
        assert accounts.others_asked == []

    async def test_is_refused_with_501_ids_also_when_they_are_all_the_same(self, signed_in, accounts):
        answer = await signed_in.post(BATCHES[0], json={"contact_ids": ids(1) * (LIMIT + 1)})

        assert answer.status_code == 400
        assert accounts.others_asked == []

    @pytest.mark.parametrize("path", BATCHES)
    async def test_names_each_malformed_id(self, signed_in, accounts, path):
        given = [*ids(2), "not-an-id", *ids(1), 17]
        answer = await signed_in.post(path, json={"contact_ids": given})

        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["contact_ids.2", "contact_ids.4"]
        assert accounts.others_asked == []

    @pytest.mark.parametrize("path", BATCHES)
    @pytest.mark.parametrize("body", [{"contact_ids": []}, {}, {"contact_ids": None}, {"contact_ids": "all"}])
    async def test_names_the_field_when_there_are_no_ids(self, signed_in, accounts, path, body):
        answer = await signed_in.post(path, json=body)

        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["contact_ids"]
        assert accounts.others_asked == []

    async def test_asks_once_for_an_id_that_is_given_twice(self, signed_in, accounts):
        once, twice = ids(2)
        await signed_in.post(BATCHES[0], json={"contact_ids": [twice, once, twice.upper()]})

        [(service, call, body)] = accounts.others_asked
        assert (service, call) == ("contacts", "call_logs_of")
        assert body["contact_ids"] == [twice, once]


class TestABatch:
    @pytest.mark.parametrize("path", BATCHES)
    def test_of_500_ids_is_answered(self, ann, path):
        answer = ann.post(path, json={"contact_ids": ids(LIMIT)})

        assert answer.status_code == 200
        assert answer.json() in ({"call_logs": {}}, {"settings": {}})

    def test_counts_an_id_once_however_often_it_is_given(self, ann):
        contact = ann.create()
        ann.post(f"/api/contacts/{contact['id']}/call-logs", json={"outcome": "busy"}).raise_for_status()
        answer = ann.post("/api/contacts/call-logs", json={"contact_ids": [contact["id"]] * LIMIT})

        assert list(answer.json()["call_logs"]) == [contact["id"]]
        assert len(answer.json()["call_logs"][contact["id"]]) == 1

    def test_leaves_out_what_is_unknown_and_what_is_in_the_other_list(self, ann):
        contact, candidate = ann.create(), ann.create("/api/tma")
        answer = ann.post("/api/contacts/settings", json={"contact_ids": [contact["id"], candidate["id"], *ids(1)]})

        assert answer.json() == {
            "settings": {contact["id"]: {"status": None, "follow_up_at": None, "follow_up_note": "", "version": 0}}
        }

    def test_gives_the_newest_calls_first_and_as_many_as_asked(self, ann):
        contact = ann.create()
        for note in ("first", "second", "third"):
            ann.post(f"/api/contacts/{contact['id']}/call-logs", json={"outcome": "voicemail", "note": note})
        answer = ann.post("/api/contacts/call-logs", json={"contact_ids": [contact["id"]], "per_contact": 2})

        assert [call["note"] for call in answer.json()["call_logs"][contact["id"]]] == ["third", "second"]

    def test_has_an_empty_list_for_whom_nobody_called(self, ann):
        contact = ann.create()
        answer = ann.post("/api/contacts/call-logs", json={"contact_ids": [contact["id"]]})

        assert answer.json() == {"call_logs": {contact["id"]: []}}
