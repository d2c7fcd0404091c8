"""Who may be the same, over HTTP, in a whole system."""

from uuid import uuid4

import pytest


@pytest.fixture(params=["/api/contacts", "/api/tma"])
def path(request):
    return request.param


@pytest.fixture
def email():
    """Nobody of another test has it."""
    return f"{uuid4().hex}@lind.example"


def pairs(person, path, **query):
    page = person.get(f"{path}/duplicates", params=query).raise_for_status().json()
    return [(pair["one"]["id"], pair["other"]["id"]) for pair in page["items"]]


class TestTwins:
    def test_are_told_when_a_contact_is_made(self, ann, path, email):
        first = ann.create(path, emails=[email])
        second = ann.create(path, emails=[email.upper()])

        assert first["twins"] == []
        [twin] = second["twins"]
        assert (twin["contact"]["id"], twin["likeness"]) == (first["id"], ["email"])

    def test_are_looked_for_before_one_is_made_and_nothing_is_kept(self, ann, path, email):
        kalle = ann.create(path, emails=[email])
        answer = ann.post(f"{path}/twins", json={"name": "Somebody", "emails": [email]})

        assert answer.status_code == 200
        assert [twin["contact"]["id"] for twin in answer.json()["items"]] == [kalle["id"]]
        listed = ann.get(path, params={"q": email}).json()["items"]
        assert [contact["id"] for contact in listed] == [kalle["id"]]

    def test_are_others_than_the_contact_that_is_shown(self, ann, path, email):
        kalle = ann.create(path, emails=[email])
        answer = ann.post(f"{path}/twins", params={"but": kalle["id"]}, json={"name": "Kalle", "emails": [email]})

        assert answer.json() == {"items": []}

    def test_of_fields_that_no_contact_has_are_refused(self, ann, path):
        answer = ann.post(f"{path}/twins", json={"name": "Kalle", "emails": ["not an address"]})

        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["emails.0"]


class TestDuplicates:
    def test_come_the_newest_first_page_by_page(self, ann, path, email):
        first, second = (ann.create(path, emails=[email])["id"] for _ in "12")
        third = ann.create(path, emails=[email])["id"]
        page = ann.get(f"{path}/duplicates", params={"limit": 2}).json()

        assert {pair["other"]["id"] for pair in page["items"]} == {third}
        assert page["items"][0]["likeness"] == ["email"]
        assert pairs(ann, path, limit=1, cursor=page["next_cursor"]) == [(first, second)]

    def test_that_were_dismissed_come_no_more(self, ann, ben, path, email):
        first, second = (ann.create(path, emails=[email])["id"] for _ in "12")
        answer = ben.post(f"{path}/duplicates/dismiss", json={"contact_ids": [second, first]})

        assert answer.status_code == 204
        assert (first, second) not in pairs(ann, path)

    def test_of_one_import_are_asked_for_by_its_id(self, ann, path):
        assert pairs(ann, path, **{"import": str(uuid4())}) == []

    @pytest.mark.parametrize("count", [1, 3])
    def test_are_dismissed_two_by_two(self, ann, path, count):
        answer = ann.post(f"{path}/duplicates/dismiss", json={"contact_ids": [str(uuid4()) for _ in range(count)]})

        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["contact_ids"]
