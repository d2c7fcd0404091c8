"""What one person plans with a contact leaves no trace that another could find: in no filter, order, page or error."""

from itertools import chain
from uuid import uuid4

import pytest
from isolation.people import Asker, Request
from isolation.world import ANNS_DAY, ANNS_STATUS, ANNS_WORD, NEVER_SET, OTHER_STATUS, PATHS, all_that_is_said, made

from contracts.kinds import Kind

OTHERS = (Asker.BEN, Asker.ADA, Asker.XENA)


@pytest.fixture(params=Kind)
def kind(request) -> Kind:
    return request.param


@pytest.fixture
def tag() -> str:
    return f"tag {uuid4().hex}"


@pytest.fixture
def tagged(world, kind, tag) -> list[str]:
    """Five contacts of the team, of which Ann has plans with the first, the third and the fifth."""
    fields = [{"name": f"{number} of five", "tags": [tag]} for number in range(5)]
    ids = [made(world.ann.post(PATHS[kind], one))["id"] for one in fields]
    for planned in ids[::2]:
        world.plan(kind, planned)
    return ids


def pages(person, kind, **filters) -> list[list[str]]:
    """The ids of each page, and that no page says what Ann plans."""
    found, cursor = [], None
    while True:
        response = person.get(PATHS[kind], limit=2, **filters, **({"cursor": cursor} if cursor else {}))
        page = made(response)
        assert ANNS_WORD not in all_that_is_said(response)
        assert ANNS_DAY not in all_that_is_said(response)
        found.append([item["id"] for item in page["items"]])
        cursor = page["next_cursor"]
        if cursor is None:
            return found


class TestFilter:
    def test_finds_the_askers_own_status_only(self, world, kind, tag, tagged):
        made(world.ben.patch(f"{PATHS[kind]}/{tagged[1]}/settings", {"status": OTHER_STATUS[kind]}))

        assert pages(world.ben, kind, tag=tag, status=ANNS_STATUS[kind]) == [[]]
        assert pages(world.ben, kind, tag=tag, status=OTHER_STATUS[kind]) == [[tagged[1]]]

    def test_whom_ann_has_plans_with_are_without_status_to_others(self, world, kind, tag, tagged):
        ada = world.askers[Asker.ADA]

        assert pages(ada, kind, tag=tag, status="none") == pages(ada, kind, tag=tag)
        assert list(chain(*pages(ada, kind, tag=tag))) == tagged

    def test_ann_finds_hers(self, world, kind, tag, tagged):
        found = made(world.ann.get(PATHS[kind], tag=tag, status=ANNS_STATUS[kind]))["items"]

        assert [item["id"] for item in found] == tagged[::2]

    @pytest.mark.parametrize("asker", [Asker.ANN, *OTHERS])
    def test_search_does_not_look_into_notes_of_plans(self, world, kind, tagged, asker):
        assert made(world.askers[asker].get(PATHS[kind], q=ANNS_WORD))["items"] == []


class TestOrder:
    @pytest.mark.parametrize(
        "sort", ["name", "company", "-created_at", "-updated_at", "-last_called_at", "my_follow_up"]
    )
    def test_no_order_moves_when_ann_plans(self, world, kind, tag, tagged, sort):
        before = pages(world.ben, kind, tag=tag, sort=sort)

        for contact_id in tagged:
            made(world.ann.patch(f"{PATHS[kind]}/{contact_id}/settings", {"follow_up_note": uuid4().hex}))

        assert pages(world.ben, kind, tag=tag, sort=sort) == before


class TestVersions:
    def test_what_a_colleague_has_seen_is_still_so_after_ann_plans(self, world, kind):
        path = f"{PATHS[kind]}/{world.contact(kind)}"
        seen = world.ben.get(path).headers["ETag"]

        made(world.ann.patch(f"{path}/settings", {"follow_up_note": "Another note"}))

        assert world.ben.send(Request("GET", path, headers={"If-None-Match": seen})).status_code == 304

    def test_a_refused_version_tells_the_askers_own_settings(self, world, kind):
        path = f"{PATHS[kind]}/{world.contact(kind)}/settings"

        refused = world.ben.patch(path, {"status": OTHER_STATUS[kind]}, **{"If-Match": '"1"'})

        assert refused.status_code == 412
        assert {name: refused.json()["current"][name] for name in NEVER_SET} == NEVER_SET
        assert ANNS_WORD not in all_that_is_said(refused)

    def test_another_team_hears_of_no_version(self, world, kind):
        path = f"{PATHS[kind]}/{world.contact(kind)}/settings"

        refused = world.xena.patch(path, {"status": OTHER_STATUS[kind]}, **{"If-Match": '"99"'})

        assert (refused.status_code, refused.json()["type"]) == (404, "/problems/not-found")
        assert "current" not in refused.json()


class TestStrangers:
    def test_ids_of_another_team_are_absent_like_ids_of_nothing(self, world, kind):
        ids = [world.called(kind), str(uuid4())]

        assert made(world.xena.post(f"{PATHS[kind]}/settings", {"contact_ids": ids})) == {"settings": {}}
        assert made(world.xena.post(f"{PATHS[kind]}/call-logs", {"contact_ids": ids})) == {"call_logs": {}}


class TestReplays:
    @pytest.mark.parametrize("asker", OTHERS)
    def test_anns_idempotency_key_gives_nobody_her_answer(self, world, kind, asker):
        path = f"{PATHS[kind]}/{world.contact(kind)}/settings"
        key = {"Idempotency-Key": uuid4().hex}
        made(world.ann.patch(path, {"follow_up_note": "The same"}, **key))

        response = world.askers[asker].patch(path, {"follow_up_note": "The same"}, **key)

        assert response.status_code == (404 if asker == Asker.XENA else 200)
        assert "Idempotency-Replayed" not in response.headers
        assert response.json().get("version") in (1, None)

    @pytest.mark.parametrize("asker", OTHERS)
    def test_anns_cursor_opens_only_the_askers_own_follow_ups(self, world, asker):
        for kind in Kind:
            world.contact(kind)
        cursor = made(world.ann.get("/api/followups", scope="upcoming", limit=1))["next_cursor"]

        page = made(world.askers[asker].get("/api/followups", scope="upcoming", cursor=cursor))

        assert page == {"items": [], "next_cursor": None}


class TestTogether:
    def test_two_people_plan_differently_with_one_contact_and_both_are_kept(self, world, kind):
        path = f"{PATHS[kind]}/{world.contact(kind)}"

        made(world.ben.patch(f"{path}/settings", {"status": OTHER_STATUS[kind]}))

        assert made(world.ann.get(path))["my"]["status"] == ANNS_STATUS[kind]
        assert made(world.ben.get(path))["my"]["status"] == OTHER_STATUS[kind]
