"""What comes out of the lanes, whatever becomes of messages, notices and calls on the way in."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.journal import Journal
from support.lanes import Running, Told
from support.waiting import becomes

from contracts.journal import Head
from gateway.live import lane as lane_module
from gateway.live import lanes as lanes_module
from gateway.live.cursor import UNKNOWN_EPOCH
from gateway.live.lanes import Lanes
from gateway.live.ring import RING_LENGTH

pytestmark = pytest.mark.anyio


class TestBegin:
    async def test_hands_on_nothing_of_what_was_there_before(self, running):
        assert running.told.entries == []
        assert running.lanes.heads() == {"accounts": 0, "contacts": 5}

    async def test_reads_no_more_than_the_ring_holds(self):
        running = Running(Journal(), Journal(RING_LENGTH * 2))

        await running.begin()

        assert len(running.lanes.lanes["contacts"].ring.entries) == RING_LENGTH
        await running.lanes.stop()

    async def test_goes_on_with_the_others_while_one_service_is_away(self):
        running = Running(Journal(3), Journal())
        running.contacts.refuses = 1_000_000
        running.lanes.start()

        await becomes(lambda: running.lanes.heads() == {"accounts": 3})

        assert not running.lanes.ready
        assert not running.lanes.live
        assert str(running.lanes.cursor()) == "7f3a;accounts:3"
        await running.lanes.stop()

    async def test_of_a_service_that_was_away_tells_streams_that_it_is_new(self):
        running = Running(Journal(), Journal(4))
        running.contacts.refuses = 3
        told = Told(running.lanes)
        running.lanes.start()

        await becomes(lambda: running.lanes.ready)

        assert sorted(told.resets) == [("accounts", "new_service"), ("contacts", "new_service")]
        assert told.entries == []
        await running.lanes.stop()

    async def test_misses_nothing_that_is_published_while_it_reads(self):
        running = Running(Journal(), Journal(5))
        told = Told(running.lanes)
        running.contacts.may_answer.clear()
        running.lanes.start()
        await becomes(lambda: running.contacts.asked)
        await asyncio.sleep(0)

        running.hear(*running.contacts.add(2))
        running.contacts.may_answer.set()
        await becomes(lambda: running.lanes.live)

        assert told.positions("contacts") in ([], [6, 7])
        assert running.lanes.heads()["contacts"] == 7
        await running.lanes.stop()

    async def test_without_accounts_leaves_the_epoch_open(self):
        lanes = Lanes({"accounts": Journal().ask})

        assert str(lanes.cursor()) == f"{UNKNOWN_EPOCH};"


class TestMayOpen:
    async def test_waits_for_every_lane(self):
        running = Running(Journal(), Journal())
        assert not running.lanes.may_open

        await running.begin()

        assert running.lanes.may_open
        await running.lanes.stop()

    async def test_does_not_wait_for_ever_once_the_bus_is_there(self, monkeypatch):
        monkeypatch.setattr(lanes_module, "LONGEST_START_SECONDS", 0)
        lanes = Lanes({"accounts": Journal().ask})
        assert not lanes.may_open

        lanes.connected()

        assert lanes.may_open

    async def test_stays_when_a_service_goes_away_later(self, running):
        running.contacts.refuses = 1_000_000
        running.lanes.connected()
        await becomes(lambda: running.contacts.asked)

        assert running.lanes.may_open
        assert not running.lanes.live


class TestMessages:
    async def test_are_handed_on_as_they_come_without_a_question(self, running):
        running.hear(*running.contacts.add(3))

        assert running.told.positions("contacts") == [6, 7, 8]
        assert running.contacts.asked == []

    async def test_are_in_the_cursor_when_they_are_handed_on(self, running):
        cursors = []
        running.lanes.on_entry = lambda *_: cursors.append(str(running.lanes.cursor()))

        running.hear(*running.contacts.add(2))

        assert cursors == ["7f3a;accounts:0,contacts:6", "7f3a;accounts:0,contacts:7"]

    async def test_that_come_again_are_dropped(self, running):
        added = running.contacts.add(2)

        running.hear(*added, *added, *running.contacts.entries)

        assert running.told.positions("contacts") == [6, 7]

    async def test_that_are_missing_are_read_from_the_journal(self, running):
        *_, last = running.contacts.add(700)

        running.hear(last)
        await becomes(lambda: running.lanes.live)

        assert running.told.positions("contacts") == list(range(6, 706))

    async def test_that_go_on_while_a_gap_is_read_come_in_their_place(self, running):
        running.contacts.may_answer.clear()
        _lost, second = running.contacts.add(2)
        running.hear(second)
        await becomes(lambda: running.contacts.asked)

        running.hear(*running.contacts.add(2))
        assert running.told.positions("contacts") == []
        running.contacts.may_answer.set()
        await becomes(lambda: running.lanes.live)

        assert running.told.positions("contacts") == [6, 7, 8, 9]

    async def test_of_one_service_do_not_wait_for_another(self, running):
        running.contacts.may_answer.clear()
        running.hear(running.contacts.add(2)[1])
        await becomes(lambda: running.contacts.asked)
        assert not running.lanes.live

        for entry in running.accounts.add(2):
            running.lanes.heard("accounts", entry.type, entry.model_dump_json())

        assert running.told.entries == [("accounts", 1), ("accounts", 2)]

    async def test_that_nobody_can_read_are_read_from_the_journal(self, running):
        running.contacts.add(1)

        running.lanes.heard("contacts", "something_happened", b"\xff{")
        await becomes(lambda: running.lanes.live)

        assert running.told.positions("contacts") == [6]

    async def test_that_break_whoever_hears_them_hold_up_none_that_follow(self, running):
        heard = []

        def break_at_seven(_service, entry):
            heard.append(entry.position)
            if entry.position in (7, 9):
                raise ValueError(f"{entry.position} is not to be understood")

        running.lanes.on_entry = break_at_seven
        running.hear(*running.contacts.add(2))
        running.hear(running.contacts.add(3)[2])
        await becomes(lambda: running.lanes.live)

        assert heard == [6, 7, 8, 9, 10]

    async def test_that_nobody_keeps_are_handed_on_as_they_are(self, running):
        running.lanes.heard_ephemeral('{"type": "presence", "person_id": "ann"}')
        running.lanes.heard_ephemeral("[]")
        running.lanes.heard_ephemeral("{")

        assert running.told.ephemerals == [{"type": "presence", "person_id": "ann"}]

    @given(
        before=st.integers(0, 3),
        steps=st.lists(
            st.one_of(
                st.tuples(st.just("add"), st.integers(1, 4)),
                st.tuples(st.just("hear"), st.integers(0, 40)),
                st.tuples(st.just("notice"), st.integers(0, 40)),
                st.tuples(st.just("refuse"), st.integers(1, 2)),
                st.tuples(st.just("turn"), st.integers(1, 6)),
                st.tuples(st.just("reconnect"), st.just(0)),
            ),
            max_size=40,
        ),
    )
    @settings(deadline=None, max_examples=100)
    def test_lost_repeated_or_out_of_order_end_with_every_event_once_and_in_order(self, before, steps):
        async def scenario():
            running = Running(Journal(), Journal(before))
            await running.begin()
            for step, number in steps:
                entries = running.contacts.entries
                if step == "add":
                    running.contacts.add(number)
                elif step == "hear" and entries:
                    running.hear(entries[number % len(entries)])
                elif step == "notice":
                    running.notice(Head(epoch="7f3a", floor=0, head=min(number, len(entries))))
                elif step == "refuse":
                    running.contacts.refuses = number
                elif step == "reconnect":
                    running.lanes.connected()
                for _ in range(number if step == "turn" else 0):
                    await asyncio.sleep(0)
            running.contacts.refuses = 0
            running.lanes.connected()
            await becomes(lambda: running.lanes.live)
            await running.lanes.stop()
            assert running.told.positions("contacts") == list(range(before + 1, len(running.contacts.entries) + 1))
            assert running.told.resets == []

        asyncio.run(scenario())


class TestHeadNotice:
    async def test_shows_that_the_last_message_was_lost(self, running):
        running.contacts.add(1)

        running.notice()
        await becomes(lambda: running.lanes.live)

        assert running.told.positions("contacts") == [6]

    async def test_of_what_is_known_asks_nothing(self, running):
        running.notice()

        assert running.lanes.live
        assert running.contacts.asked == []

    async def test_that_comes_late_resets_nothing(self, running):
        before = running.contacts.head
        running.hear(*running.contacts.add(1))

        running.notice(before)
        await becomes(lambda: running.lanes.live)

        assert running.told.resets == []

    async def test_may_stay_away_and_nothing_is_lost(self, running, monkeypatch):
        monkeypatch.setattr(lane_module, "SILENCE_SECONDS", 0.01)
        running.notice()
        running.contacts.add(1)
        running.lanes.connected()
        await becomes(lambda: running.told.positions("contacts") == [6])

        running.contacts.add(1)

        await becomes(lambda: running.told.positions("contacts") == [6, 7])


class TestServiceAway:
    async def test_is_asked_again_until_it_answers_and_resets_nothing(self, running):
        running.contacts.refuses = 2

        running.hear(running.contacts.add(2)[1])
        await becomes(lambda: running.lanes.live)

        assert running.told.positions("contacts") == [6, 7]
        assert running.told.resets == []

    async def test_is_asked_at_once_when_the_bus_is_back(self, running, monkeypatch):
        monkeypatch.setattr(lane_module, "SHORTEST_PAUSE", 3600)
        monkeypatch.setattr(lane_module, "LONGEST_PAUSE", 3600)
        running.contacts.refuses = 1
        running.hear(running.contacts.add(2)[1])
        await becomes(lambda: running.contacts.refuses == 0)

        running.lanes.connected()

        await becomes(lambda: running.told.positions("contacts") == [6, 7])


class TestReset:
    async def test_follows_another_epoch_and_goes_on_at_its_head(self, running):
        running.contacts.restore(3)
        at_reset = []
        running.lanes.on_reset = lambda service, reason: at_reset.append((service, reason, running.lanes.heads()))

        running.notice()
        await becomes(lambda: running.lanes.live)
        running.hear(*running.contacts.add(1))

        assert at_reset == [("contacts", "epoch", {"accounts": 0, "contacts": 3})]
        assert running.told.positions("contacts") == [4]

    async def test_of_accounts_is_another_epoch_for_all(self, running):
        running.accounts.restore(0)

        running.lanes.connected()
        await becomes(lambda: running.told.resets)

        assert str(running.lanes.cursor()) == "7f3a0;accounts:0,contacts:5"

    async def test_follows_a_head_that_went_back(self, running):
        del running.contacts.entries[3:]

        running.notice()
        await becomes(lambda: running.lanes.live)

        assert running.told.resets == [("contacts", "ahead")]
        assert running.lanes.heads()["contacts"] == 3

    async def test_follows_a_floor_beyond_what_was_handed_on(self, running):
        running.contacts.add(10)
        running.contacts.floor = 9

        running.notice()
        await becomes(lambda: running.lanes.live)

        assert running.told.resets == [("contacts", "expired")]
        assert running.lanes.heads()["contacts"] == 15
