"""Merging, undoing it, and what becomes of old addresses, over HTTP, in a whole system."""

from uuid import uuid4

import pytest

STATUS = {"/api/contacts": "hot", "/api/tma": "A"}


@pytest.fixture(params=STATUS)
def path(request):
    return request.param


@pytest.fixture
def two(ann, path):
    """The one that will be merged away, and the one that will be there."""
    return ann.create(path, title="Chef"), ann.create(path)


@pytest.fixture
def merge(ann, path):
    def merged(away, into, **ask):
        return ann.post(f"{path}/{into['id']}/merge", json={"merged_id": away["id"], **ask})

    return merged


@pytest.fixture
def merged(merge, two):
    """The answer; they are merged."""
    return merge(*two).raise_for_status().json()


class TestMerging:
    def test_answers_the_survivor_with_its_version_and_the_merge(self, ann, path, merge, two):
        away, into = two
        answer = merge(away, into)
        survivor, made = answer.json()["survivor"], answer.json()["merge"]

        assert answer.status_code == 200
        assert (survivor["id"], survivor["title"], survivor["my"]["version"]) == (into["id"], "Chef", 0)
        assert answer.headers["ETag"] == f'"{survivor["version"]}.0"'
        assert (made["merged"]["id"], made["survivor_id"], made["undone_at"]) == (away["id"], into["id"], None)

    def test_takes_what_changes_say(self, merge, two):
        assert merge(*two, changes={"name": "Kalle Lind", "title": ""}).json()["survivor"]["name"] == "Kalle Lind"

    @pytest.mark.parametrize("changes", [{"name": None}, {"nickname": "Kalle"}, {"owner_id": str(uuid4())}])
    def test_with_changes_that_cannot_be_is_refused_and_names_the_field(self, merge, two, changes):
        answer = merge(*two, changes=changes)

        assert answer.status_code == 422
        [error] = answer.json()["errors"]
        assert error["field"].removeprefix("changes.") == next(iter(changes))

    def test_of_a_version_that_is_not_there_any_more_is_refused(self, ann, path, two):
        away, into = two
        for headers, versions in (({"If-Match": '"7"'}, {}), ({}, {"merged_version": 7})):
            ask = {"merged_id": away["id"], **versions}
            answer = ann.post(f"{path}/{into['id']}/merge", json=ask, headers=headers)
            assert answer.status_code == 412
            assert answer.json()["current"]["version"] == 1

    def test_of_one_with_itself_is_refused(self, merge, two):
        answer = merge(two[0], two[0])

        assert answer.status_code == 422
        assert answer.json()["type"].endswith("/merge-refused")

    def test_twice_with_one_key_is_one_merge(self, ann, path, two):
        away, into = two
        headers = {"Idempotency-Key": str(uuid4())}
        ask = {"merged_id": away["id"]}
        first, again = (ann.post(f"{path}/{into['id']}/merge", json=ask, headers=headers) for _ in "12")

        assert again.json() == first.json()
        assert again.headers["Idempotency-Replayed"] == "true"
        assert len(ann.get(f"{path}/{into['id']}/merges").json()["items"]) == 1


class TestTheOldAddress:
    def test_answers_the_survivor_and_says_where_it_is(self, ann, path, two, merged):
        away, into = two
        answer = ann.get(f"{path}/{away['id']}")

        assert answer.json() == merged["survivor"]
        assert answer.headers["Content-Location"] == f"{path}/{into['id']}"
        assert "Content-Location" not in ann.get(f"{path}/{into['id']}").headers

    def test_says_so_too_when_nothing_is_new(self, ann, path, two, merged):
        away, into = two
        seen = ann.get(f"{path}/{into['id']}").headers["ETag"]
        answer = ann.get(f"{path}/{away['id']}", headers={"If-None-Match": seen})

        assert answer.status_code == 304
        assert answer.headers["Content-Location"] == f"{path}/{into['id']}"

    def test_takes_changes_of_the_survivor(self, ann, path, two, merged):
        away, into = two
        etag = ann.get(f"{path}/{away['id']}").headers["ETag"]
        answer = ann.patch(f"{path}/{away['id']}", json={"title": "CEO"}, headers={"If-Match": etag})

        assert (answer.json()["id"], answer.json()["title"]) == (into["id"], "CEO")
        assert answer.headers["Content-Location"] == f"{path}/{into['id']}"

    def test_takes_no_change_of_a_version_from_before(self, ann, path, two, merged):
        for one in two:
            answer = ann.patch(f"{path}/{one['id']}", json={"title": "CEO"}, headers={"If-Match": '"1.0"'})
            assert answer.status_code == 412
            assert answer.json()["current"]["id"] == two[1]["id"]

    def test_plans_with_the_survivor(self, ann, path, two, merged):
        away, into = two
        ann.plan(away, status=STATUS[path])
        mine = ann.get(f"{path}/{into['id']}").json()["my"]

        assert mine["status"] == STATUS[path]
        asked = ann.post(f"{path}/settings", json={"contact_ids": [away["id"]]}).json()
        assert asked == {"settings": {away["id"]: mine}}

    def test_has_the_calls_of_the_survivor(self, ann, path, two, merged):
        away, into = two
        logged = ann.post(f"{path}/{away['id']}/call-logs", json={"outcome": "busy"}).raise_for_status().json()

        assert logged["contact_id"] == into["id"]
        asked = ann.post(f"{path}/call-logs", json={"contact_ids": [away["id"]]}).json()
        assert asked == {"call_logs": {away["id"]: [logged]}}

    def test_has_the_history_of_both(self, ann, path, two, merged):
        told = [ann.get(f"{path}/{one['id']}/history").json() for one in two]

        assert told[0] == told[1]
        assert {entry["contact_id"] for entry in told[0]["items"]} == {one["id"] for one in two}


class TestUndoing:
    def test_brings_both_back(self, ann, path, two, merged):
        away, into = two
        answer = ann.post(f"{path}/merges/{merged['merge']['id']}/undo")

        assert answer.status_code == 200
        assert answer.json()["merge"]["undone_at"] is not None
        assert answer.json()["survivor"] == ann.get(f"{path}/{into['id']}").json()
        assert answer.headers["ETag"] == f'"{answer.json()["survivor"]["version"]}.0"'
        restored = ann.get(f"{path}/{away['id']}")
        assert (restored.json()["id"], restored.json()["title"]) == (away["id"], "Chef")
        assert "Content-Location" not in restored.headers

    def test_twice_is_refused(self, ann, path, merged):
        first, second = (ann.post(f"{path}/merges/{merged['merge']['id']}/undo") for _ in "12")

        assert (first.status_code, second.status_code) == (200, 409)
        assert second.json()["type"].endswith("/not-undoable")

    def test_says_what_has_to_be_undone_first(self, ann, path, merge, two, merged):
        later = merge(two[1], ann.create(path)).json()["merge"]["id"]
        answer = ann.post(f"{path}/merges/{merged['merge']['id']}/undo")

        assert answer.status_code == 409
        assert answer.json()["undo_first"] == later

    def test_of_what_is_not_there_is_not_found(self, ann, path):
        assert ann.post(f"{path}/merges/{uuid4()}/undo").status_code == 404
