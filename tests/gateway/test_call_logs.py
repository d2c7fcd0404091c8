"""Call logs over HTTP, in a whole system."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest


@pytest.fixture(params=["/api/contacts", "/api/tma"])
def path(request):
    return request.param


def log(person, contact, **call):
    path = "/api/tma" if contact["kind"] == "tma" else "/api/contacts"
    return person.post(f"{path}/{contact['id']}/call-logs", json={"outcome": "connected", **call})


class TestLoggingACall:
    def test_answers_it_and_shows_it_to_the_team(self, ann, ben, path):
        contact = ann.create(path)
        answer = log(ann, contact, note="wants an offer", duration_seconds=90)
        call = answer.json()
        shown = ben.post(f"{path}/call-logs", json={"contact_ids": [contact["id"]]}).json()["call_logs"]

        assert answer.status_code == 201
        assert answer.headers["Location"] == f"/api/call-logs/{call['id']}"
        assert (call["person_id"], call["note"], call["duration_seconds"]) == (ann.id, "wants an offer", 90)
        assert shown == {contact["id"]: [call]}

    def test_twice_with_one_key_is_one_call(self, ann, path):
        contact = ann.create(path)
        address = f"{path}/{contact['id']}/call-logs"
        headers = {"Idempotency-Key": str(uuid4())}
        first, second = [ann.post(address, json={"outcome": "busy"}, headers=headers) for _ in range(2)]

        assert first.json() == second.json()
        assert second.headers["Idempotency-Replayed"] == "true"

    def test_of_what_is_not_there_is_not_found(self, ann, path):
        other = "/api/tma" if path == "/api/contacts" else "/api/contacts"
        elsewhere = ann.create(other)

        for contact_id in (uuid4(), elsewhere["id"]):
            assert ann.post(f"{path}/{contact_id}/call-logs", json={"outcome": "busy"}).status_code == 404

    def test_names_what_is_wrong(self, ann, path):
        answer = log(ann, ann.create(path), outcome="shouted", called_at="yesterday")

        assert answer.status_code == 422
        assert {error["field"] for error in answer.json()["errors"]} == {"outcome", "called_at"}


class TestCorrectingACall:
    def test_changes_what_is_named(self, ann):
        logged = log(ann, ann.create(), note="first")
        address = logged.headers["Location"]
        answer = ann.patch(address, json={"outcome": "busy"}, headers={"If-Match": logged.headers["ETag"]})

        assert (answer.json()["outcome"], answer.json()["note"], answer.headers["ETag"]) == ("busy", "first", '"2"')

    def test_of_an_older_version_is_refused(self, ann):
        address = log(ann, ann.create()).headers["Location"]
        ann.patch(address, json={"note": "second"})
        answer = ann.patch(address, json={"note": "third"}, headers={"If-Match": '"1"'})

        assert (answer.status_code, answer.json()["current"]["note"]) == (412, "second")

    @pytest.mark.parametrize("method", ["PATCH", "DELETE"])
    def test_is_for_its_author_alone(self, ann, ben, method):
        address = log(ann, ann.create()).headers["Location"]
        body = {"json": {"note": "mine"}} if method == "PATCH" else {}
        answer = ben.request(method, address, **body)

        assert answer.status_code == 403
        assert answer.json()["type"].endswith("/not-your-call-log")

    def test_may_be_removing_it(self, ann):
        contact = ann.create()
        address = log(ann, contact).headers["Location"]

        assert ann.delete(address).status_code == 204
        assert ann.delete(address).status_code == 404
        shown = ann.post("/api/contacts/call-logs", json={"contact_ids": [contact["id"]]}).json()
        assert shown == {"call_logs": {contact["id"]: []}}


class TestRecentCalls:
    def test_are_the_teams_of_the_last_24_hours_newest_first(self, ann, ben):
        contact = ann.create()
        now = datetime.now(UTC)
        made = [
            log(person, contact, called_at=(now - timedelta(hours=hours)).isoformat()).json()["id"]
            for person, hours in [(ann, 1), (ben, 2), (ann, 30)]
        ]
        recent = [call["id"] for call in ann.get("/api/call-logs", params={"limit": 200}).json()["items"]]

        assert [id_ for id_ in recent if id_ in made] == made[:2]

    def test_may_be_those_of_one_person_since_a_moment(self, ann, ben):
        contact = ann.create()
        since = (datetime.now(UTC) - timedelta(days=40)).isoformat()
        called_at = (datetime.now(UTC) - timedelta(days=39)).isoformat()
        anns, bens = [log(person, contact, called_at=called_at).json()["id"] for person in (ann, ben)]
        query = {"since": since, "person": ben.id, "limit": 200}
        found = [call["id"] for call in ann.get("/api/call-logs", params=query).json()["items"]]

        assert bens in found
        assert anns not in found

    def test_go_on_from_page_to_page(self, ann):
        contact = ann.create()
        made = {log(ann, contact).json()["id"] for _ in range(5)}
        seen, cursor = set(), None
        while True:
            page = ann.get("/api/call-logs", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
            seen |= {call["id"] for call in page["items"]}
            if not (cursor := page["next_cursor"]):
                break

        assert made <= seen
