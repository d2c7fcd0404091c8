"""Contacts that messages are about, and the conversations about a contact, over HTTP, in a whole system."""

from uuid import uuid4

import pytest
from support.conversations import at
from support.waiting import eventually

KIND = {"/api/contacts": "contact", "/api/tma": "tma"}


@pytest.fixture(params=KIND)
def path(request):
    return request.param


def named(*contacts):
    return [{"kind": contact["kind"], "contact_id": contact["id"]} for contact in contacts]


def about(person, path, contact):
    return [one["id"] for one in person.get(f"{path}/{contact['id']}/conversations").raise_for_status().json()["items"]]


def merge(person, path, away, into):
    return person.post(f"{path}/{into['id']}/merge", json={"merged_id": away["id"]}).raise_for_status().json()


def imported(person, path):
    """A contact that an import made, and the import."""
    name = f"Kalle {uuid4()}"
    file = {"file": ("people.csv", f"Name\n{name}\n".encode(), "text/csv")}
    import_id = person.post(f"{path}/imports", files=file).raise_for_status().json()["id"]
    person.post(f"{path}/imports/{import_id}/start").raise_for_status()
    [contact] = eventually(lambda: person.get(path, params={"q": name}).json()["items"])
    eventually(lambda: person.get(f"{path}/imports/{import_id}").json()["state"] == "done")
    return contact, import_id


class TestNaming:
    def test_is_kept_with_the_message(self, ann, ben, path, begin, say):
        one, other = ann.create(path), ann.create(path)
        said = say(ann, begin(ann, ben), contacts=named(one, other))

        assert said["contacts"] == named(one, other)

    @pytest.mark.parametrize("method", ["POST", "PATCH"])
    def test_of_what_is_not_the_teams_says_which_and_keeps_nothing(self, ann, ben, path, begin, say, method):
        group = begin(ann, ben)
        before = say(ann, group)
        other_list = {"kind": "tma" if path == "/api/contacts" else "contact", "contact_id": ann.create(path)["id"]}
        nobody = {"kind": KIND[path], "contact_id": str(uuid4())}
        edit = {"text": "Look", "contacts": [*named(ann.create(path)), other_list, nobody]}
        message = at(group, "messages", 1)
        answer = (
            ann.post(at(group, "messages"), json={"id": str(uuid4()), **edit})
            if method == "POST"
            else ann.patch(message, json=edit)
        )

        assert answer.status_code == 422
        errors = [(error["field"], error["code"]) for error in answer.json()["errors"]]
        assert errors == [("contacts.1", "unknown"), ("contacts.2", "unknown")]
        assert ann.get(at(group, "messages")).json()["items"] == [before]

    def test_of_one_that_was_merged_away_names_who_it_is_now(self, ann, ben, path, begin, say):
        away, into = ann.create(path), ann.create(path)
        merge(ann, path, away, into)
        group = begin(ann, ben)
        said = say(ann, group, contacts=named(away))
        edited = ann.patch(at(group, "messages", 1), json={"text": "Now", "contacts": named(away, into)}).json()

        assert said["contacts"] == named(into) == edited["contacts"]

    @pytest.mark.parametrize("has_key", [False, True])
    def test_of_one_that_was_merged_away_since_is_the_same_message(self, ann, ben, path, begin, has_key):
        away, into = ann.create(path), ann.create(path)
        messages = at(begin(ann, ben), "messages")
        body = {"id": str(uuid4()), "text": "Look", "contacts": named(away)}
        headers = {"Idempotency-Key": body["id"]} if has_key else {}
        first = ann.post(messages, json=body, headers=headers)
        merge(ann, path, away, into)
        again = ann.post(messages, json=body, headers=headers)

        assert (again.status_code, again.json()) == (201, first.json())

    def test_of_one_that_has_gone_since_is_the_same_message(self, ann, ben, path, begin):
        contact, import_id = imported(ann, path)
        messages = at(begin(ann, ben), "messages")
        body = {"id": str(uuid4()), "text": "Look", "contacts": named(contact)}
        first = ann.post(messages, json=body)
        ann.post(f"{path}/imports/{import_id}/undo").raise_for_status()
        eventually(lambda: ann.get(f"{path}/{contact['id']}").status_code == 404)
        again = ann.post(messages, json=body)

        assert (again.status_code, again.json()) == (201, first.json())

    def test_of_too_many_is_refused(self, ann, ben, begin):
        contacts = [{"kind": "contact", "contact_id": str(uuid4())}] * 21
        body = {"id": str(uuid4()), "text": "All of them", "contacts": contacts}
        answer = ann.post(at(begin(ann, ben), "messages"), json=body)

        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "contacts")


class TestConversationsAbout:
    def test_are_those_that_the_asker_may_read(self, ann, ben, cara, path, begin, say):
        contact = ann.create(path)
        older, newer, unrelated = begin(ann, ben), begin(ann, ben, cara), begin(ann, ben)
        for group in (older, newer):
            say(ann, group, contacts=named(contact))
        say(ann, unrelated)

        assert about(ben, path, contact) == [newer["id"], older["id"]]
        assert about(cara, path, contact) == [newer["id"]]

    def test_go_on_from_page_to_page(self, ann, ben, path, begin, say):
        contact = ann.create(path)
        begun = [begin(ann, ben) for _ in range(3)]
        for group in begun:
            say(ann, group, contacts=named(contact))
        address = f"{path}/{contact['id']}/conversations"
        first = ann.get(address, params={"limit": 2}).json()
        rest = ann.get(address, params={"limit": 2, "cursor": first["next_cursor"]}).json()

        assert [one["id"] for one in first["items"] + rest["items"]] == [group["id"] for group in reversed(begun)]
        assert rest["next_cursor"] is None

    def test_stay_with_it_through_merges_and_their_undoing(self, ann, ben, path, begin, say):
        first, second, third = (ann.create(path) for _ in range(3))
        groups = [begin(ann, ben) for _ in range(3)]
        for group, contact in zip(groups, (first, second, third), strict=True):
            say(ann, group, contacts=named(contact))
        all_of_them = [group["id"] for group in reversed(groups)]
        merge(ann, path, first, second)
        later = merge(ann, path, second, third)

        assert [about(ben, path, contact) for contact in (first, second, third)] == [all_of_them] * 3
        ann.post(f"{path}/merges/{later['merge']['id']}/undo").raise_for_status()
        assert about(ben, path, third) == [groups[2]["id"]]
        assert about(ben, path, first) == [groups[1]["id"], groups[0]["id"]]

    def test_of_what_is_not_the_teams_or_of_the_other_list_are_not_found(self, ann, path):
        other_list = "/api/tma" if path == "/api/contacts" else "/api/contacts"
        for contact_id in (uuid4(), ann.create(other_list)["id"]):
            assert ann.get(f"{path}/{contact_id}/conversations").status_code == 404
