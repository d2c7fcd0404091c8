"""What browsers are told that were away: from the ring while it reaches back, else from the journal."""

import asyncio
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.journal import TEAM, Journal
from support.lanes import ANN, ANN_READS, BOB, OTHER_TEAM, STRANGER
from support.waiting import becomes

from contracts.journal import Reader
from gateway.bus import BusUnavailable
from gateway.live.lanes import MOST_READINGS, Replay
from gateway.live.ring import RING_LENGTH, Hole, Ring

pytestmark = pytest.mark.anyio


def positions(replay: Replay) -> list[int]:
    return [entry.position for entry in replay.entries]


class TestReplay:
    async def test_needs_no_question_while_the_ring_reaches_back(self, running):
        running.hear(*running.contacts.add(2))

        assert positions(await running.replay(2)) == [3, 4, 5, 6, 7]
        assert positions(await running.replay(2, upto=4)) == [3, 4]
        assert positions(await running.replay(7)) == []
        assert positions(await running.replay(7, upto=4)) == []
        assert running.contacts.asked == []

    async def test_leaves_out_what_is_for_others(self, running):
        running.contacts.add(1, to=[ANN])
        running.contacts.add(1, to=[BOB])
        running.contacts.add(1, team_id=OTHER_TEAM)
        running.contacts.add(1, team_id=OTHER_TEAM, to=[ANN])
        running.hear(*running.contacts.entries)

        assert positions(await running.replay(5)) == [6]
        assert positions(await running.replay(0, reader=Reader(team_id=TEAM, person_id=STRANGER))) == [1, 2, 3, 4, 5]
        assert positions(await running.replay(5, reader=Reader(team_id=OTHER_TEAM, person_id=ANN))) == [8, 9]

    async def test_of_what_is_older_asks_the_service_in_the_readers_name(self, long_ago):
        long_ago.contacts.entries[3] = long_ago.contacts.entries[3].model_copy(update={"audience": [BOB]})

        replay = await long_ago.replay(2, upto=6)

        assert positions(replay) == [3, 5, 6]
        assert [asked.reader for asked in long_ago.contacts.asked] == [ANN_READS]

    async def test_of_too_many_is_a_reset_from_the_ring_and_from_the_journal(self, long_ago):
        upto = long_ago.lanes.heads()["contacts"]

        assert (await long_ago.replay(upto - 500)).reset is None
        assert await long_ago.replay(upto - 501) == Replay(reset="too_far")
        assert len((await long_ago.replay(0, upto=500)).entries) == 500
        assert await long_ago.replay(0, upto=501) == Replay(reset="too_far")

    async def test_passes_over_any_number_that_is_for_others(self, running):
        running.contacts.add(3 * RING_LENGTH, team_id=OTHER_TEAM)
        running.notice()
        await becomes(lambda: running.lanes.live)

        assert positions(await running.replay(1)) == [2, 3, 4, 5]

    async def test_of_what_is_not_kept_any_more_is_a_reset(self, long_ago):
        long_ago.contacts.floor = 3

        assert await long_ago.replay(2) == Replay(reset="expired")

    async def test_beyond_this_replica_is_right_while_the_service_knows_it(self, running):
        running.contacts.add(2)

        assert await running.replay(7) == Replay()
        assert await running.replay(8) == Replay(reset="ahead")

    async def test_of_another_epoch_is_a_reset(self, long_ago):
        long_ago.contacts.restore(4_000)

        assert await long_ago.replay(2) == Replay(reset="epoch")
        assert await long_ago.replay(7_000) == Replay(reset="epoch")

    async def test_of_a_service_that_has_not_begun_is_a_reset(self, running):
        assert await running.lanes.replay("chat", 3, ANN_READS, 5) == Replay(reset="new_service")

    async def test_of_a_service_that_is_away_says_so(self, long_ago):
        long_ago.contacts.refuses = 1

        with pytest.raises(BusUnavailable):
            await long_ago.replay(2)

    async def test_asks_once_for_all_who_want_the_same(self, long_ago):
        long_ago.contacts.may_answer.clear()
        first, *others = [asyncio.create_task(long_ago.replay(2, upto=9)) for _ in range(5)]
        await becomes(lambda: long_ago.contacts.asked)

        first.cancel()
        long_ago.contacts.may_answer.set()
        replays = await asyncio.gather(*others)

        assert [positions(replay) for replay in replays] == [list(range(3, 10))] * 4
        assert len(long_ago.contacts.asked) == 1
        assert long_ago.lanes.pages.under_way == {}

    async def test_asks_only_so_much_at_once(self, long_ago):
        long_ago.contacts.may_answer.clear()
        tasks = [asyncio.create_task(long_ago.replay(after, upto=50)) for after in range(3 * MOST_READINGS)]
        await becomes(lambda: len(long_ago.contacts.asked) >= MOST_READINGS)
        for _ in range(20):
            await asyncio.sleep(0)

        assert len(long_ago.contacts.asked) == MOST_READINGS

        long_ago.contacts.may_answer.set()
        await asyncio.gather(*tasks)


class TestRing:
    @given(floor=st.integers(0, 50), count=st.integers(0, 60), length=st.integers(1, 20))
    def test_holds_the_last_entries_without_a_gap(self, floor, count, length):
        ring = Ring(floor, length=length)
        entries = Journal(floor + count).entries[floor:]
        for entry in entries:
            ring.add(entry)

        assert ring.last == floor + count
        assert ring.entries == entries[ring.floor - floor :]
        assert min(count, length) <= len(ring.entries) <= length * 5 / 4
        assert ring.between(ring.floor - 1, ring.last) is None
        for after, upto in itertools.combinations(range(ring.floor, ring.last + 1), 2):
            assert [entry.position for entry in ring.between(after, upto)] == list(range(after + 1, upto + 1))

    def test_takes_nothing_but_the_next_one(self):
        ring = Ring(3)

        with pytest.raises(Hole):
            ring.add(Journal(5).entries[4])
