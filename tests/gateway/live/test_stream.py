"""One connection at every point where something may come between: its buffer, its catching up, its end."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from support.journal import TEAM
from support.peers import ANN, BOB, OTHER_TEAM, Running, caller, seen_by
from support.streams import positions_of
from support.waiting import becomes

from contracts.accounts import Profile, ProfileChanged, SessionEnded
from contracts.wire import Role
from gateway.live.lanes import MOST_BEHIND
from gateway.live.stream import MOST_WAITING
from gateway.live.streams import SLOW_SECONDS
from gateway.refusals import TooManyStreams

pytestmark = pytest.mark.anyio


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    running = Running()
    await running.begin()
    yield running
    await running.end()


class TestBetweenItsRegistrationAndItsReading:
    async def test_what_happens_arrives_once(self, running):
        running.contacts.add(3)
        running.contacts.may_answer.clear()
        running.lanes.connected()
        peer = running.open(given="7f3a;accounts:0,contacts:2")
        await becomes(lambda: peer.checked.frames)
        running.contacts.may_answer.set()
        running.happen(2)

        assert await peer.told(8) == [3, 4, 5, 6, 7, 8, 9, 10]
        assert peer.checked.faults == []

    async def test_nothing_is_lost_at_any_turn_of_the_loop(self, running):
        for turns in range(12):
            head = len(running.contacts.entries)
            peer = running.open(given=f"7f3a;accounts:0,contacts:{head - 2}")
            for _ in range(turns):
                await asyncio.sleep(0)
            running.happen(2)

            assert await peer.told(4) == [head - 1, head, head + 1, head + 2]
            assert peer.checked.faults == []
            peer.hang_up()
            await becomes(lambda peer=peer: peer.stream not in running.streams.open)


class TestABrowserThatIsAhead:
    async def test_is_asked_about_where_the_service_stands_and_hears_nothing_twice(self, running):
        later = running.contacts.add(3)
        peer = await running.greeted(given="7f3a;accounts:0,contacts:8")
        for entry in later:
            running.lanes.heard("contacts", entry.type, entry.model_dump_json())
        running.happen()

        assert await peer.told(1) == [9]
        assert peer.all("reset") == []
        assert positions_of(peer.checked.cursor)["contacts"] == 9

    async def test_keeps_its_place_in_the_ids_of_other_services(self, running):
        running.contacts.add(3)
        peer = await running.greeted(given="7f3a;accounts:0,contacts:8")
        running.happen(service="accounts")

        await peer.told(1)
        assert positions_of(peer.checked.cursor) == {"accounts": 1, "contacts": 8}

    async def test_of_the_journal_is_reset_to_where_it_stands(self, running):
        peer = await running.greeted(given="7f3a;accounts:0,contacts:99")
        running.happen()

        assert (await peer.first("reset")) == {"services": ["contacts"], "reason": "ahead"}
        assert await peer.told(1) == [6]


class TestABrowserThatIsSlow:
    async def test_catches_up_from_its_own_place_when_too_much_waits(self, running):
        peer = await running.greeted()
        peer.reads.clear()
        running.happen(MOST_WAITING * 3)
        assert peer.stream.waiting == []
        peer.reads.set()
        running.happen()

        assert await peer.told(MOST_WAITING * 3 + 1) == list(range(6, MOST_WAITING * 3 + 7))
        assert peer.checked.faults == []

    async def test_is_reset_when_it_is_too_far_behind(self, running):
        peer = await running.greeted()
        peer.reads.clear()
        running.happen()
        await becomes(lambda: peer.stream.sending_since)
        running.happen(MOST_BEHIND + 1)
        peer.reads.set()

        assert await peer.first("reset") == {"services": ["contacts"], "reason": "too_far"}
        running.happen()
        assert await peer.told(2) == [6, MOST_BEHIND + 8]

    async def test_never_lets_more_wait_than_allowed(self, running):
        peer = await running.greeted()
        peer.reads.clear()
        for _ in range(1_000):
            running.happen()
            assert len(peer.stream.waiting) <= MOST_WAITING

    async def test_loses_what_is_worth_little_first(self, running):
        peer = await running.greeted()
        peer.reads.clear()
        running.happen()
        await becomes(lambda: peer.stream.sending_since)
        running.happen(MOST_WAITING // 2)
        running.lanes.heard_ephemeral(seen_by(BOB))
        assert not peer.stream.is_behind
        assert [frame.kind for frame in peer.stream.waiting].count("ephemeral") == 0
        assert running.presences.last[BOB].visible

    async def test_is_cut_off_when_it_reads_nothing_for_long(self, running):
        slow, other = await running.greeted(), await running.greeted(caller(BOB))
        slow.reads.clear()
        running.happen()
        await becomes(lambda: slow.stream.sending_since)
        running.streams.turn(slow.stream.sending_since + SLOW_SECONDS + 0.1)
        await becomes(lambda: slow.stream not in running.streams.open)
        running.happen()

        assert slow.stream.reason == "slow"
        assert await other.told(2) == [6, 7]


class TestWhoHears:
    async def test_the_audience_alone_live_and_afterwards(self, running):
        live = {who: await running.greeted(caller(*who)) for who in ((ANN, TEAM), (BOB, TEAM), (ANN, OTHER_TEAM))}
        before = {who: peer.checked.cursor for who, peer in live.items()}
        running.happen(to=[ANN])
        running.happen(team_id=OTHER_TEAM)
        running.happen()
        expected = {(ANN, TEAM): [6, 8], (BOB, TEAM): [8], (ANN, OTHER_TEAM): [7]}
        for who, peer in live.items():
            assert await peer.told(len(expected[who])) == expected[who]
            again = await running.greeted(caller(*who), given=before[who])
            assert await again.told(len(expected[who])) == expected[who]


class TestItsEnd:
    async def test_comes_at_once_when_its_session_ends(self, running):
        who = caller()
        here, elsewhere = await running.greeted(who), await running.greeted()
        running.announce(SessionEnded(session_id=who.session_id, person_id=ANN), to=[ANN])

        assert await here.first("bye") == {"reason": "revoked", "retry_ms": 0}
        await becomes(lambda: here.is_closed)
        assert not elsewhere.stream.is_over
        running.happen()
        assert await elsewhere.told(2)
        assert here.checked.frames[-1].event == "bye"

    async def test_keeps_back_what_waited_for_a_session_that_has_ended(self, running):
        who = caller()
        peer = await running.greeted(who)
        peer.reads.clear()
        running.happen()
        await becomes(lambda: peer.stream.sending_since)
        running.announce(SessionEnded(session_id=who.session_id, person_id=ANN), to=[ANN])
        running.happen(5)
        peer.reads.set()
        await becomes(lambda: peer.is_closed)

        assert peer.positions == [6]

    @pytest.mark.parametrize(
        ("change", "reason"), [({"active": False}, "revoked"), ({"role": Role.ADMIN}, "reauth"), ({}, None)]
    )
    async def test_comes_when_the_person_may_do_other_things(self, running, change, reason):
        peer = await running.greeted()
        known = {"name": "Ann", "email": "ann@x.example", "role": Role.MEMBER, "colour": "#112233", "active": True}
        profile = Profile(id=ANN, time_zone="Europe/Oslo", created_at=datetime.now(UTC), **(known | change))
        running.announce(ProfileChanged(profile=profile))
        if reason:
            assert (await peer.first("bye"))["reason"] == reason
        else:
            await peer.told(1)
            assert not peer.stream.is_over

    async def test_is_planned_within_a_quarter_of_an_hour(self, running):
        peer = await running.greeted()
        lifetime = peer.stream.ends_at - peer.stream.opened_at
        running.streams.turn(peer.stream.ends_at)

        assert 12 * 60 <= lifetime <= 15 * 60
        assert (await peer.first("bye"))["reason"] == "rotate"

    async def test_comes_before_its_session_is_over(self, running):
        peer = await running.greeted(ends_in=timedelta(seconds=40))
        lifetime = peer.stream.ends_at - peer.stream.opened_at
        running.streams.turn(peer.stream.ends_at)

        assert 20 < lifetime < 30
        assert (await peer.first("bye"))["reason"] == "reauth"

    async def test_makes_room(self, running):
        peers = [await running.greeted() for _ in range(8)]
        with pytest.raises(TooManyStreams):
            running.open()
        assert not any(peer.stream.is_over for peer in peers)
        peers[0].hang_up()
        await becomes(lambda: len(running.streams.open) == 7)

        assert await running.greeted()

    async def test_comes_for_the_older_of_one_tab_and_for_no_other(self, running):
        older, other, bobs = (
            await running.greeted(tab="a"),
            await running.greeted(tab="b"),
            await running.greeted(caller(BOB), tab="a"),
        )
        newer = await running.greeted(tab="a")

        assert (await older.first("bye"))["reason"] == "superseded"
        assert not any(peer.stream.is_over for peer in (newer, other, bobs))


class TestAJournalThatIsLost:
    async def test_resets_what_is_open(self, running):
        peer = await running.greeted()
        running.contacts.restore(3)
        running.lanes.connected()

        assert await peer.first("reset") == {"services": ["contacts"], "reason": "epoch"}
        assert positions_of(peer.checked.cursor)["contacts"] == 3
        running.happen()
        assert await peer.told(1) == [4]

    async def test_of_accounts_makes_everybody_prove_who_they_are(self, running):
        peer = await running.greeted()
        running.accounts.restore(0)
        running.lanes.connected()

        assert (await peer.first("bye"))["reason"] == "reauth"


class TestAServiceThatCannotBeAsked:
    async def test_is_asked_again_while_the_stream_beats(self, running):
        running.contacts.add(3)
        running.contacts.refuses = 10_000
        running.contacts.floor = 4
        running.lanes.lanes["contacts"].ring.forget(5)
        peer = running.open(given="7f3a;accounts:0,contacts:4")
        await becomes(lambda: peer.checked.frames)
        running.streams.turn(peer.stream.beats_at)
        beat = await peer.first("hb")
        running.contacts.refuses = 0

        assert (beat["live"], beat["heads"]["contacts"]) == (False, 4)
        assert await peer.told(1)
        assert peer.positions[0] == 5


class TestPresence:
    async def test_is_told_to_colleagues_and_not_where_they_look(self, running):
        anns, bobs = await running.greeted(), await running.greeted(caller(BOB))
        strangers = await running.greeted(caller(UUID(int=13), OTHER_TEAM))
        running.lanes.heard_ephemeral(seen_by(BOB))
        told = await anns.first("ephemeral")

        assert set(told) == {"type", "person_id", "visible", "at"}
        assert (told["type"], told["person_id"], told["visible"]) == ("presence", str(BOB), True)
        assert bobs.all("ephemeral") == strangers.all("ephemeral") == []

    async def test_is_told_again_when_it_changes_only(self, running):
        anns = await running.greeted()
        for visible in (True, True, False, False, True):
            running.lanes.heard_ephemeral(seen_by(BOB, visible=visible))
        running.happen()
        await anns.told(1)

        assert [told["visible"] for told in anns.all("ephemeral")] == [True, False, True]

    async def test_is_not_believed_of_somebody_elses_stream(self, running):
        conn = running.presences.new_conn(ANN)

        assert running.presences.is_of(conn, ANN)
        assert not running.presences.is_of(conn, BOB)
        assert not running.presences.is_of("ä.ö", ANN)


class TestGoodbye:
    async def test_is_said_to_all_and_ends_soon_when_they_are_few(self, running):
        peers = [await running.greeted(caller(uuid4())) for _ in range(5)]
        async with asyncio.timeout(5):
            await running.streams.drain(20)
        byes = [await peer.first("bye") for peer in peers]

        assert {bye["reason"] for bye in byes} == {"deploy"}
        assert all(0 <= bye["retry_ms"] <= 4000 for bye in byes)
        assert len({bye["retry_ms"] for bye in byes}) > 1
