"""The history of a contact over HTTP, in a whole system."""

from uuid import uuid4

import pytest


@pytest.fixture(params=["/api/contacts", "/api/tma"])
def path(request):
    return request.param


@pytest.fixture
def history(path):
    """`history(ann, bo)` is what Ann is answered when she asks for Bo's."""
    return lambda person, contact, **page: person.get(f"{path}/{contact['id']}/history", params=page)


@pytest.fixture
def work(ann, ben, path):
    """What the team does with one contact."""

    def done() -> dict:
        contact = ann.create(path, name="Bo Ek", phones=["070-123 45 67"])
        address = f"{path}/{contact['id']}"
        ben.patch(address, json={"title": "Chef"}, headers={"If-Match": "*"}).raise_for_status()
        ben.post(f"{address}/call-logs", json={"outcome": "busy", "note": "Later"}).raise_for_status()
        ann.delete(address).raise_for_status()
        ann.post(f"{address}/restore").raise_for_status()
        return contact

    return done


class TestHistory:
    def test_tells_the_team_who_did_what_the_newest_first(self, work, history, ann, ben, cara):
        answer = history(cara, work())

        told = [(entry["what"], entry["person_id"]) for entry in answer.json()["items"]]
        assert answer.json()["next_cursor"] is None
        assert told == [
            ("restored", ann.id),
            ("archived", ann.id),
            ("call_logged", ben.id),
            ("changed", ben.id),
            ("created", ann.id),
        ]

    def test_tells_fields_and_calls_as_they_were_and_became(self, work, history, ann):
        _restored, _archived, called, changed, _created = history(ann, work()).json()["items"]

        assert changed["changes"] == {"title": {"before": "", "after": "Chef"}}
        assert called["changes"]["note"] == {"before": None, "after": "Later"}
        assert called["call_log_id"]

    def test_comes_in_pages(self, work, history, ann):
        contact = work()

        first = history(ann, contact, limit=3).json()
        second = history(ann, contact, limit=3, cursor=first["next_cursor"]).json()

        assert [entry["what"] for entry in second["items"]] == ["changed", "created"]
        assert second["next_cursor"] is None

    @pytest.mark.parametrize(
        ("page", "field"), [({"limit": 0}, "limit"), ({"limit": 201}, "limit"), ({"cursor": "W3RydWVd"}, "cursor")]
    )
    def test_refuses_a_page_that_there_cannot_be(self, work, history, ann, page, field):
        answer = history(ann, work(), **page)

        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)

    def test_of_what_is_not_there_is_not_found(self, history, ann, path):
        elsewhere = ann.create("/api/tma" if path == "/api/contacts" else "/api/contacts")

        for contact in ({"id": uuid4()}, elsewhere):
            assert history(ann, contact).status_code == 404

    def test_is_for_who_is_signed_in(self, work, history, stranger):
        assert history(stranger, work()).status_code == 401


class TestWhatSomebodyPlans:
    PLANS = ({"follow_up_at": "2091-05-06T07:08:09Z"}, {"follow_up_note": "moonlighter"}, {"follow_up_at": None})

    def test_leaves_nothing_in_a_contacts_history(self, work, history, ann, ben, path):
        contact = work()
        before = history(ann, contact).json()
        statuses = ("A", "B", None) if path == "/api/tma" else ("hot", "working", None)
        for changes in (*self.PLANS, *({"status": status} for status in statuses)):
            ben.plan(contact, **changes)

        assert history(ann, contact).json() == before
        assert history(ben, contact).json() == before

    def test_is_not_in_what_a_contact_that_is_planned_with_becomes(self, work, history, ann, ben, path):
        contact = work()
        ben.plan(contact, status="A" if path == "/api/tma" else "hot", **self.PLANS[0], **self.PLANS[1])
        address = f"{path}/{contact['id']}"
        ben.patch(address, json={"notes": "Likes boats"}, headers={"If-Match": "*"}).raise_for_status()
        ben.post(f"{address}/call-logs", json={"outcome": "connected"}).raise_for_status()
        ben.delete(address).raise_for_status()

        archived, called, changed, *_rest = history(ben, contact).json()["items"]

        assert archived["changes"] == {}
        assert called["changes"].keys() <= {"outcome", "called_at", "duration_seconds", "note"}
        assert changed["changes"] == {"notes": {"before": "", "after": "Likes boats"}}
