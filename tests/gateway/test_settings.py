"""Personal settings and follow-ups over HTTP, in a whole system."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from support.waiting import eventually

LISTS = {"/api/contacts": ["hot", "working", "follow_up"], "/api/tma": ["A", "B", "C"]}


@pytest.fixture(params=LISTS)
def path(request):
    return request.param


def in_days(days):
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


class TestChangingSettings:
    def change(self, person, path, contact, version=None, **changes):
        headers = {"If-Match": version} if version else {}
        return person.patch(f"{path}/{contact['id']}/settings", json=changes, headers=headers)

    def test_answers_the_record_and_its_version(self, ann, path):
        answer = self.change(ann, path, ann.create(path), status=LISTS[path][0])

        assert answer.json() == {
            "status": LISTS[path][0],
            "follow_up_at": None,
            "follow_up_note": "",
            "version": 1,
        }
        assert answer.headers["ETag"] == '"1"'

    def test_keeps_status_and_follow_up_apart(self, ann, path):
        contact = ann.create(path)
        self.change(ann, path, contact, status=LISTS[path][0])
        self.change(ann, path, contact, follow_up_at="2027-01-15T10:00:00+01:00")
        self.change(ann, path, contact, follow_up_note="ring")
        cleared = self.change(ann, path, contact, status=None).json()

        assert cleared == {
            "status": None,
            "follow_up_at": "2027-01-15T09:00:00Z",
            "follow_up_note": "ring",
            "version": 4,
        }

    def test_of_two_people_at_the_same_time_keeps_both(self, ann, ben, path):
        contacts = [ann.create(path) for _ in range(10)]
        with ThreadPoolExecutor(4) as pool:
            pressed = [
                pool.submit(person.plan, contact, status=status)
                for contact in contacts
                for person, status in [(ann, LISTS[path][0]), (ben, LISTS[path][1])]
            ]
        for press in pressed:
            press.result()
        seen = [
            {person.get(f"{path}/{contact['id']}").json()["my"]["status"] for contact in contacts}
            for person in (ann, ben)
        ]

        assert seen == [{LISTS[path][0]}, {LISTS[path][1]}]

    def test_of_an_older_version_is_refused_and_shown_the_current_one(self, ann, path):
        contact = ann.create(path)
        self.change(ann, path, contact, status=LISTS[path][0])
        answer = self.change(ann, path, contact, '"0"', status=LISTS[path][1])

        assert answer.status_code == 412
        assert (answer.json()["current"]["status"], answer.json()["current"]["version"]) == (LISTS[path][0], 1)

    def test_of_a_contact_that_is_not_there_is_not_found(self, ann, path):
        other = "/api/tma" if path == "/api/contacts" else "/api/contacts"

        assert self.change(ann, path, {"id": uuid4()}, status=LISTS[path][0]).status_code == 404
        assert self.change(ann, path, ann.create(other), status=LISTS[path][0]).status_code == 404

    def test_twice_with_one_key_changes_once(self, ann, path):
        address = f"{path}/{ann.create(path)['id']}/settings"
        headers = {"Idempotency-Key": str(uuid4())}
        first, second = [ann.patch(address, json={"status": LISTS[path][0]}, headers=headers) for _ in range(2)]

        assert first.json() == second.json()
        assert (first.json()["version"], second.headers["Idempotency-Replayed"]) == (1, "true")

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"status": "sleepy"}, "status"),
            ({"follow_up_at": "2027-01-15T10:00:00"}, "follow_up_at"),
            ({"follow_up_at": "9999-12-31T23:59:59-08:00"}, "follow_up_at"),
            ({"follow_up_note": None}, "follow_up_note"),
            ({"follow_up_date": "2027-01-15"}, "follow_up_date"),
        ],
    )
    def test_names_what_is_wrong(self, ann, path, changes, field):
        answer = self.change(ann, path, ann.create(path), **changes)

        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]

    def test_takes_no_status_of_the_other_list(self, ann):
        assert self.change(ann, "/api/contacts", ann.create(), status="A").status_code == 422
        assert self.change(ann, "/api/tma", ann.create("/api/tma"), status="hot").status_code == 422


class TestFollowUps:
    def found(self, person, scope, **query):
        items, cursor = [], None
        while True:
            page = person.get(
                "/api/followups", params={"scope": scope, **query} | ({"cursor": cursor} if cursor else {})
            ).json()
            items += page["items"]
            if not (cursor := page["next_cursor"]):
                return items

    def ids(self, items):
        return [item["contact"]["id"] for item in items]

    def test_hold_contacts_and_candidates_together_earliest_first(self, ann):
        contact, candidate = ann.create(phones=["070-123 45 67"]), ann.create("/api/tma")
        ann.plan(contact, status="hot", follow_up_at=in_days(9), follow_up_note="ring")
        ann.plan(candidate, follow_up_at=in_days(8))
        mine = [
            item for item in self.found(ann, "upcoming") if item["contact"]["id"] in (contact["id"], candidate["id"])
        ]

        assert [(item["kind"], item["contact"]["id"]) for item in mine] == [
            ("tma", candidate["id"]),
            ("contact", contact["id"]),
        ]
        assert mine[1]["contact"]["phones"] == ["+46701234567"]
        assert (mine[1]["my"]["status"], mine[1]["my"]["follow_up_note"]) == ("hot", "ring")

    @pytest.mark.parametrize(("days", "scope"), [(-3, "overdue"), (0, "today"), (3, "upcoming")])
    def test_are_grouped_by_day(self, ann, days, scope):
        contact = ann.create()
        ann.plan(contact, follow_up_at=in_days(days))
        scopes = [each for each in ("overdue", "today", "upcoming") if contact["id"] in self.ids(self.found(ann, each))]

        assert scopes == [scope]

    def test_are_the_askers_own(self, ann, ben):
        contact = ann.create()
        ann.plan(contact, follow_up_at=in_days(4))

        assert contact["id"] not in self.ids(self.found(ben, "upcoming"))

    def test_leave_out_whoever_is_archived_and_go_on_to_the_next_page(self, cara):
        contacts = [cara.create() for _ in range(5)]
        for day, contact in enumerate(contacts, 20):
            cara.plan(contact, follow_up_at=in_days(day))
        for contact in contacts[:3]:
            cara.delete(f"/api/contacts/{contact['id']}").raise_for_status()

        assert self.ids(self.found(cara, "upcoming", limit=2)) == [contact["id"] for contact in contacts[3:]]

    def test_without_a_scope_name_the_field(self, ann):
        answer = ann.get("/api/followups")

        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["scope"]


class TestOfAMergedContact:
    def merge(self, person, path, merged, survivor):
        ask = {"merged_id": merged["id"]}
        return person.post(f"{path}/{survivor['id']}/merge", json=ask).raise_for_status().json()["merge"]

    def my(self, person, path, contact):
        return person.get(f"{path}/{contact['id']}").raise_for_status().json()["my"]

    def set_aside(self, person, path, contact):
        return person.get(f"{path}/{contact['id']}/settings/set-aside").raise_for_status().json()["items"]

    def test_each_person_finds_what_they_planned_with_the_survivor_and_undone_with_both(self, ann, ben, path):
        bo, bea = ann.create(path), ann.create(path)
        first, second = LISTS[path][:2]
        ann.plan(bo, status=first)
        ben.plan(bo, status=first)
        ben.plan(bea, status=second)

        merge = self.merge(ann, path, bo, bea)

        eventually(lambda: self.my(ann, path, bea)["status"] == first)
        assert self.my(ben, path, bea)["status"] == second
        shown = ann.post(f"{path}/settings", json={"contact_ids": [bo["id"], bea["id"]]}).json()["settings"]
        assert {contact_id: mine["status"] for contact_id, mine in shown.items()} == {bo["id"]: first, bea["id"]: first}

        ann.post(f"{path}/merges/{merge['id']}/undo").raise_for_status()

        eventually(lambda: self.my(ann, path, bea)["status"] is None)
        assert [self.my(who, path, bo)["status"] for who in (ann, ben)] == [first, first]
        assert self.my(ben, path, bea)["status"] == second

    def test_is_found_in_the_list_by_the_status_that_came_to_the_survivor(self, cara):
        bo, bea = cara.create(), cara.create()
        cara.plan(bo, status="follow_up")

        self.merge(cara, "/api/contacts", bo, bea)

        def found():
            page = cara.get("/api/contacts", params={"status": "follow_up", "sort": "-created_at"}).json()
            return [item["id"] for item in page["items"]]

        eventually(lambda: bea["id"] in found())
        assert bo["id"] not in found()

    def test_a_change_by_the_old_id_is_the_survivors(self, ann, path):
        bo, bea = ann.create(path), ann.create(path)
        self.merge(ann, path, bo, bea)

        eventually(lambda: ann.plan(bo, status=LISTS[path][0]) == self.my(ann, path, bea))

    def test_a_change_that_is_asked_again_after_the_merge_is_answered_as_before(self, ann, path):
        bo, bea = ann.create(path), ann.create(path)
        press = {
            "url": f"{path}/{bo['id']}/settings",
            "json": {"status": LISTS[path][0]},
            "headers": {"Idempotency-Key": str(uuid4())},
        }
        first = ann.patch(**press)
        self.merge(ann, path, bo, bea)

        second = ann.patch(**press)

        assert (second.status_code, second.json()) == (200, first.json())
        assert second.headers["Idempotency-Replayed"] == "true"

    def test_what_was_set_aside_is_told_to_its_person_alone_by_either_id(self, ann, ben, path):
        bo, bea = ann.create(path), ann.create(path)
        for contact, status in ((bo, LISTS[path][0]), (bea, LISTS[path][1])):
            ann.plan(contact, status=status)
        aside = self.my(ann, path, bo)

        merge = self.merge(ann, path, bo, bea)

        [one] = eventually(lambda: self.set_aside(ann, path, bea))
        told = {"merge_id": merge["id"], "merged_at": merge["merged_at"], "contact_id": bo["id"], "my": aside}
        assert one == told
        assert self.set_aside(ann, path, bo) == [one]
        assert self.set_aside(ben, path, bea) == []

    def test_set_aside_of_nothing_is_not_found(self, ann, path):
        assert ann.get(f"{path}/{uuid4()}/settings/set-aside").status_code == 404
