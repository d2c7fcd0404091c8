"""What owners and admins are told of their team over HTTP, in a whole system."""

from uuid import uuid4

import pytest


@pytest.fixture
def audit():
    """`audit(ann)` is what Ann is answered."""
    return lambda person, **page: person.get("/api/team/audit", params=page)


@pytest.fixture
def invite(ben):
    def invited(role: str = "member") -> dict:
        wanted = {"email": f"{uuid4().hex}@nord.example", "role": role}
        return ben.post("/api/team/invites", json=wanted).raise_for_status().json()

    return invited


class TestAudit:
    def test_tells_owner_and_admin_alike_who_did_what(self, audit, invite, ann, ben):
        invited = invite("admin")
        ann.delete(f"/api/team/invites/{invited['id']}").raise_for_status()

        answer = audit(ann, limit=2)

        assert audit(ben, limit=2).json() == answer.json()
        withdrawn, offered = answer.json()["items"]
        assert (withdrawn["what"], withdrawn["person_id"]) == ("invite_withdrawn", ann.id)
        assert (offered["what"], offered["person_id"]) == ("invited", ben.id)
        assert offered["facts"] == withdrawn["facts"] == {"email": invited["email"], "role": "admin"}

    def test_tells_of_a_change_whom_it_was_about(self, audit, ann, ben, cara):
        for role in ("admin", "member"):
            ann.patch(f"/api/team/people/{cara.id}", json={"role": role}).raise_for_status()

        [taken, given] = audit(ben, limit=2).json()["items"]

        assert {entry["subject_id"] for entry in (taken, given)} == {cara.id}
        assert given["facts"] == {"before": "member", "after": "admin"}
        assert taken["facts"] == {"before": "admin", "after": "member"}

    def test_begins_with_who_founded_the_team_page_by_page(self, audit, invite, ann):
        invite()
        cursor, whats = None, []
        while page := audit(ann, limit=2, **({"cursor": cursor} if cursor else {})).json():
            whats += [(entry["what"], entry["person_id"]) for entry in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break

        assert whats[-1] == ("joined", ann.id)
        assert len(whats) > 2

    def test_is_not_for_members(self, audit, cara):
        answer = audit(cara)

        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")

    def test_is_closed_at_once_to_an_admin_who_is_none_any_more(self, audit, ann, cara):
        ann.patch(f"/api/team/people/{cara.id}", json={"role": "admin"}).raise_for_status()
        assert audit(cara).status_code == 200

        ann.patch(f"/api/team/people/{cara.id}", json={"role": "member"}).raise_for_status()

        assert audit(cara).status_code == 403

    @pytest.mark.parametrize(
        ("page", "field"), [({"limit": 0}, "limit"), ({"limit": 201}, "limit"), ({"cursor": "W3RydWVd"}, "cursor")]
    )
    def test_refuses_a_page_that_there_cannot_be(self, audit, ann, page, field):
        answer = audit(ann, **page)

        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
