"""Contacts and candidates over HTTP, in a whole system."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

LISTS = ["/api/contacts", "/api/tma"]
STATUSES = {"/api/contacts": ["hot", "working", "follow_up"], "/api/tma": ["A", "B", "C"]}
NEVER_SET = {"status": None, "follow_up_at": None, "follow_up_note": "", "version": 0}


@pytest.fixture(params=LISTS)
def path(request):
    return request.param


@pytest.fixture
def tag():
    """A tag that marks one test's contacts."""
    return f"t{uuid4().hex[:12]}"


def found(person, path, **query):
    return person.get(path, params=query).raise_for_status().json()["items"]


def names(items):
    return [item["name"] for item in items]


class TestCreating:
    def test_answers_the_contact_with_its_address_and_version(self, ann, path):
        answer = ann.post(path, json={"name": "Kalle Lind", "phones": ["070-123 45 67"], "emails": ["kalle@lind.se"]})
        contact = answer.json()

        assert answer.status_code == 201
        assert answer.headers["Location"] == f"{path}/{contact['id']}"
        assert contact["phones"] == ["+46701234567"]
        assert contact["my"] == NEVER_SET
        assert ann.get(answer.headers["Location"]).json() == {
            name: contact[name] for name in contact if name != "twins"
        }

    def test_gives_it_to_somebody_of_the_team(self, ann, path):
        me = ann.get("/api/me").json()["profile"]["id"]

        assert ann.create(path, owner_id=me)["owner_id"] == me

    def test_for_an_owner_who_is_nobody_in_the_team_is_refused(self, ann, path):
        answer = ann.post(path, json={"name": "Kalle", "owner_id": str(uuid4())})

        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["owner_id"]

    def test_twice_with_one_key_makes_one_contact(self, ann, path, tag):
        headers = {"Idempotency-Key": str(uuid4())}
        first, second = [ann.post(path, json={"name": "Kalle", "tags": [tag]}, headers=headers) for _ in range(2)]

        assert [first.status_code, second.status_code] == [201, 201]
        assert first.json() == second.json()
        assert "Idempotency-Replayed" not in first.headers
        assert second.headers["Idempotency-Replayed"] == "true"
        assert len(found(ann, path, tag=tag)) == 1

    def test_at_the_same_time_with_one_key_makes_one_contact(self, ann, path, tag):
        headers = {"Idempotency-Key": str(uuid4())}
        with ThreadPoolExecutor(8) as pool:
            sent = [
                pool.submit(ann.post, path, json={"name": "Kalle", "tags": [tag]}, headers=headers) for _ in "12345678"
            ]
        statuses = {future.result().status_code for future in sent}

        assert 201 in statuses <= {201, 409}
        assert len(found(ann, path, tag=tag)) == 1

    def test_another_contact_with_the_same_key_is_refused(self, ann, path):
        headers = {"Idempotency-Key": str(uuid4())}
        ann.post(path, json={"name": "Kalle"}, headers=headers)
        answer = ann.post(path, json={"name": "Olle"}, headers=headers)

        assert answer.status_code == 422
        assert answer.json()["type"].endswith("/idempotency-key-reused")

    @pytest.mark.parametrize("key", ["", "k" * 256, "with space", "\x7f"])
    def test_with_a_key_that_is_none_is_refused(self, ann, key):
        answer = ann.post("/api/contacts", json={"name": "Kalle"}, headers={"Idempotency-Key": key})

        assert answer.status_code == 400

    def test_names_every_field_that_is_wrong(self, ann, path):
        answer = ann.post(path, json={"name": "", "phones": ["12"], "emails": ["not an address"]})

        assert answer.status_code == 422
        assert {error["field"] for error in answer.json()["errors"]} == {"name", "phones.0", "emails.0"}

    def test_refuses_a_status_which_no_contact_has(self, ann, path):
        answer = ann.post(path, json={"name": "Kalle", "status": STATUSES[path][0]})

        assert [error["field"] for error in answer.json()["errors"]] == ["status"]


class TestChanging:
    def change(self, person, path, contact, version, **edits):
        headers = {} if version is None else {"If-Match": version}
        return person.patch(f"{path}/{contact['id']}", json=edits, headers=headers)

    def test_needs_to_know_which_version_it_changes(self, ann, path):
        answer = self.change(ann, path, ann.create(path), None, company="Lind AB")

        assert answer.status_code == 428
        assert answer.json()["type"].endswith("/precondition-required")

    def test_changes_what_is_named_and_raises_the_version(self, ann, path):
        contact = ann.create(path, company="Lind AB", tags=["vip"])
        answer = self.change(ann, path, contact, '"1"', company="Berg AB")

        assert answer.status_code == 200
        assert (answer.json()["company"], answer.json()["tags"], answer.json()["version"]) == ("Berg AB", ["vip"], 2)

    def test_takes_the_etag_as_it_was_given(self, ann, path):
        contact = ann.create(path)
        etag = ann.get(f"{path}/{contact['id']}").headers["ETag"]

        assert self.change(ann, path, contact, etag, company="Berg AB").status_code == 200

    def test_of_an_older_version_is_refused_and_shown_the_current_one(self, ann, ben, path):
        contact = ann.create(path)
        self.change(ben, path, contact, '"1"', company="Berg AB")
        answer = self.change(ann, path, contact, '"1"', company="Lind AB")

        assert answer.status_code == 412
        assert answer.json()["type"].endswith("/version-mismatch")
        assert (answer.json()["current"]["company"], answer.json()["current"]["version"]) == ("Berg AB", 2)

    def test_of_any_version_is_asked_for_with_an_asterisk(self, ann, path):
        contact = ann.create(path)
        self.change(ann, path, contact, '"1"', company="Berg AB")

        assert self.change(ann, path, contact, "*", company="Lind AB").json()["version"] == 3

    def test_of_any_version_that_is_asked_again_finds_its_answer(self, ann, path):
        contact = ann.create(path)
        headers = {"If-Match": "*", "Idempotency-Key": str(uuid4())}
        first, again = (ann.patch(f"{path}/{contact['id']}", json={"title": "CEO"}, headers=headers) for _ in range(2))

        assert again.json() == first.raise_for_status().json()

    def test_of_what_is_not_there_is_not_found(self, ann, path):
        for version in ('"1"', "*"):
            assert self.change(ann, path, {"id": uuid4()}, version, company="Lind AB").status_code == 404

    def test_refuses_null_where_there_is_always_a_value(self, ann, path):
        answer = self.change(ann, path, ann.create(path), '"1"', name=None, owner_id=None)

        assert [error["field"] for error in answer.json()["errors"]] == ["name"]


class TestReading:
    def test_is_spared_when_nothing_has_changed(self, ann, path):
        address = f"{path}/{ann.create(path)['id']}"
        etag = ann.get(address).headers["ETag"]
        answer = ann.get(address, headers={"If-None-Match": etag})

        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", etag)

    def test_is_not_spared_when_only_the_asker_has_changed_their_plans(self, ann, path):
        contact = ann.create(path)
        etag = ann.get(f"{path}/{contact['id']}").headers["ETag"]
        ann.plan(contact, status=STATUSES[path][0])
        answer = ann.get(f"{path}/{contact['id']}", headers={"If-None-Match": etag})

        assert answer.json()["my"]["status"] == STATUSES[path][0]

    def test_of_the_other_list_is_not_found(self, ann):
        assert ann.get(f"/api/tma/{ann.create()['id']}").status_code == 404

    def test_of_a_malformed_id_names_the_field(self, ann, path):
        answer = ann.get(f"{path}/17")

        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["id"]


class TestFinding:
    def test_shows_each_with_what_the_asker_plans(self, ann, ben, path, tag):
        contact, untouched = ann.create(path, name="A", tags=[tag]), ann.create(path, name="B", tags=[tag])
        ann.plan(contact, status=STATUSES[path][0], follow_up_at="2026-12-01T09:00:00+01:00", follow_up_note="ring")
        anns, bens = [found(person, path, tag=tag) for person in (ann, ben)]

        assert [item["id"] for item in anns] == [item["id"] for item in bens] == [contact["id"], untouched["id"]]
        assert [item["my"] for item in bens] == [NEVER_SET, NEVER_SET]
        assert [item["my"] for item in anns] == [
            {
                "status": STATUSES[path][0],
                "follow_up_at": "2026-12-01T08:00:00Z",
                "follow_up_note": "ring",
                "version": 1,
            },
            NEVER_SET,
        ]

    def test_filters_by_the_askers_own_status(self, ann, ben, path, tag):
        first, second, third = STATUSES[path]
        for name, status in [("a", first), ("b", second), ("c", third), ("d", None), ("e", None)]:
            contact = ann.create(path, name=name, tags=[tag])
            if status:
                ann.plan(contact, status=status)
            ben.plan(contact, status=third)

        def filtered(person, *statuses):
            return "".join(names(found(person, path, tag=tag, status=statuses)))

        assert filtered(ann) == "abcde"
        assert filtered(ann, first) == "a"
        assert filtered(ann, first, third) == "ac"
        assert filtered(ann, "none") == "de"
        assert filtered(ann, second, "none") == "bde"
        assert filtered(ann, first, second, third) == "abc"
        assert filtered(ann, first, second, third, "none") == "abcde"
        assert filtered(ben, first) == ""
        assert filtered(ben, third) == "abcde"

    def test_knows_a_status_that_was_taken_away_a_moment_ago(self, ann, path, tag):
        contact = ann.create(path, tags=[tag])
        ann.plan(contact, status=STATUSES[path][0])
        ann.plan(contact, status=None)

        assert found(ann, path, tag=tag, status=STATUSES[path][0]) == []
        assert len(found(ann, path, tag=tag, status="none")) == 1

    def test_knows_each_press_at_once_and_in_the_end_by_itself(self, ann, path, tag):
        first, second, _ = STATUSES[path]
        contact = ann.create(path, tags=[tag])
        for status, other in [(first, second), (second, first)] * 5:
            ann.plan(contact, status=status)
            assert (len(found(ann, path, tag=tag, status=status)), found(ann, path, tag=tag, status=other)) == (1, [])

    def test_sorts_by_the_askers_own_follow_ups(self, ann, ben, path, tag):
        for name, day in [("a", None), ("b", 3), ("c", 1), ("d", None), ("e", 2)]:
            contact = ann.create(path, name=name, tags=[tag])
            if day:
                ann.plan(contact, follow_up_at=f"2030-03-0{day}T09:00:00Z")
        seen, cursor = "", None
        while True:
            query = {"tag": tag, "sort": "my_follow_up", "limit": 2} | ({"cursor": cursor} if cursor else {})
            page = ann.get(path, params=query).json()
            seen += "".join(names(page["items"]))
            if not (cursor := page["next_cursor"]):
                break

        assert seen == "cebad"
        assert "".join(names(found(ben, path, tag=tag, sort="my_follow_up"))) == "abcde"

    def test_by_a_status_that_does_not_exist_names_the_field(self, ann, path):
        answer = ann.get(path, params={"status": "sleepy"})

        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["status.0"]

    @pytest.mark.parametrize("q", ["070-55", "+46 70 55", "7055", "lind a", "KALLE", "@lind.example"])
    def test_finds_any_part_of_name_company_email_and_phone(self, ann, path, tag, q):
        contact = ann.create(
            path,
            name="Kalle Ek",
            company="Lind AB",
            phones=["070-555 66 77"],
            emails=["ek@lind.example"],
            tags=[tag],
        )

        assert [item["id"] for item in found(ann, path, q=q, tag=tag)] == [contact["id"]]

    def test_goes_on_from_page_to_page_until_the_end(self, ann, path, tag):
        made = sorted(f"{letter} Ek" for letter in "abcdefg")
        for name in made:
            ann.create(path, name=name, tags=[tag])
        seen, cursor = [], None
        while True:
            query = {"tag": tag, "limit": 3} | ({"cursor": cursor} if cursor else {})
            page = ann.get(path, params=query).json()
            seen += names(page["items"])
            if not (cursor := page["next_cursor"]):
                break

        assert seen == made

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ({"limit": 201}, "limit"),
            ({"limit": 0}, "limit"),
            ({"sort": "status"}, "sort"),
            ({"owner": "me"}, "owner"),
            ({"cursor": "zzz"}, "cursor"),
        ],
    )
    def test_names_what_is_wrong_with_the_question(self, ann, path, query, field):
        answer = ann.get(path, params=query)

        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]


class TestArchiving:
    def test_takes_out_of_the_list_and_restoring_brings_back(self, ann, path, tag):
        contact = ann.create(path, tags=[tag])
        ann.plan(contact, status=STATUSES[path][0])
        archived = ann.delete(f"{path}/{contact['id']}")
        gone, kept = found(ann, path, tag=tag), found(ann, path, tag=tag, archived=True)
        restored = ann.post(f"{path}/{contact['id']}/restore")

        assert (archived.status_code, archived.json()["archived_at"] is None) == (200, False)
        assert (gone, len(kept)) == ([], 1)
        assert restored.json()["archived_at"] is None
        assert [item["my"]["status"] for item in found(ann, path, tag=tag)] == [STATUSES[path][0]]

    def test_of_an_older_version_is_refused(self, ann, path):
        contact = ann.create(path)
        answer = ann.delete(f"{path}/{contact['id']}", headers={"If-Match": '"7"'})

        assert answer.status_code == 412


class TestTags:
    def test_are_counted(self, ann, path, tag):
        for _ in range(3):
            ann.create(path, tags=[tag])

        assert {"name": tag, "contacts": 3} in ann.get(f"{path}/tags").json()["items"]
