"""One connection at every point where something may come between: its buffer, its catching up, its end."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from support.journal import TEAM, Journal
from support.streams import Checked, Frames, positions_of
from support.waiting import becomes

from contracts.accounts import Profile, ProfileChanged, SessionEnded
from contracts.wire import Caller, Role
from gateway.identity import Identities
from gateway.live.lanes import Lanes
from gateway.live.presence import Presences
from gateway.live.stream import MOST_BEHIND, MOST_WAITING, Stream
from gateway.live.streams import SLOW_SECONDS, Streams
from gateway.refusals import TooManyStreams
from kit.callers import Signer, new_private_key

pytestmark = pytest.mark.anyio

ANN, BOB = UUID(int=11), UUID(int=12)
OTHER_TEAM = UUID(int=2)
NEXT_WEEK = timedelta(days=7)


def caller(person_id=ANN, team_id=TEAM, **changes):
    known = {"session_id": uuid4(), "role": Role.MEMBER, "time_zone": "Europe/Stockholm", "country": "SE"}
    return Caller(person_id=person_id, team_id=team_id, **(known | changes))


class Peer:
    """A browser at the other end of ASGI: what it has read, and whether it reads."""

    def __init__(self, stream: Stream, streams: Streams) -> None:
        self.stream = stream
        self.streams = streams
        self.parser = Frames()
        self.checked = Checked()
        self.reads = asyncio.Event()
        self.reads.set()
        self.left = asyncio.Event()
        self.is_closed = False
        stream.abort = self.hang_up

    def hang_up(self) -> None:
        """As the server does it: what is being written ends, and the application hears of it."""
        self.left.set()
        self.reads.set()

    async def receive(self) -> dict:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message) -> None:
        await self.reads.wait()
        if message["type"] == "http.response.body" and not self.left.is_set():
            for frame in self.parser.feed(message["body"]):
                self.checked.take(frame)
            self.is_closed = not message["more_body"]

    async def run(self) -> None:
        try:
            await self.stream.run({"type": "http"}, self.receive, self.send)
        finally:
            self.streams.dismiss(self.stream)

    def all(self, event):
        return [frame.data for frame in self.checked.frames if frame.event == event]

    @property
    def positions(self):
        return [event["position"] for event in self.all("event")]

    async def told(self, count):
        await becomes(lambda: len(self.positions) >= count)
        return self.positions

    async def first(self, event):
        return await becomes(lambda: next(iter(self.all(event)), None))


class Running:
    """Lanes of accounts and contacts, and streams over them."""

    def __init__(self) -> None:
        self.accounts = Journal(epoch="7f3a")
        self.contacts = Journal(5, epoch="c0c0")
        self.lanes = Lanes({"accounts": self.accounts.ask, "contacts": self.contacts.ask})
        self.identities = Identities(None, Signer(new_private_key()))
        self.presences = Presences("secret")
        self.streams = Streams(
            self.lanes, self.identities, self.presences, beat_seconds=15, lifetime_minutes=15, most_per_person=8
        )
        self.peers: list[Peer] = []
        self.tasks: list[asyncio.Task] = []

    async def begin(self) -> None:
        self.lanes.start()
        self.lanes.connected()
        await becomes(lambda: self.lanes.live)

    async def end(self) -> None:
        for peer in self.peers:
            peer.hang_up()
        await asyncio.gather(*self.tasks)
        await self.lanes.stop()

    def open(self, who=None, *, given=None, tab="", ends_in=NEXT_WEEK) -> Peer:
        conn = self.presences.new_conn(ANN)
        stream = Stream(who or caller(), conn, self.lanes, given=given, tab=tab, is_padded=False, beat_seconds=15)
        self.streams.admit(stream, datetime.now(UTC) + ends_in)
        peer = Peer(stream, self.streams)
        self.peers.append(peer)
        self.tasks.append(asyncio.create_task(peer.run()))
        return peer

    async def greeted(self, who=None, **options) -> Peer:
        peer = self.open(who, **options)
        await becomes(lambda: peer.checked.frames and not peer.stream.is_behind)
        return peer

    def happen(self, count=1, service="contacts", **about) -> None:
        """Committed, and heard of by this gateway."""
        journal = getattr(self, service)
        for entry in journal.add(count, **about):
            self.lanes.heard(service, entry.type, entry.model_dump_json())

    def announce(self, event, to=None) -> None:
        """By accounts."""
        [entry] = self.accounts.add(1, to=to)
        entry = entry.model_copy(update={"type": event.type, "data": event.model_dump(mode="json")})
        self.accounts.entries[-1] = entry
        self.lanes.heard("accounts", entry.type, entry.model_dump_json())


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


def seen_by(person_id, *, visible=True):
    at = datetime.now(UTC).isoformat()
    told = f'"team_id":"{TEAM}","person_id":"{person_id}","visible":{str(visible).lower()},"at":"{at}"'
    return f'{{"type":"seen",{told},"conversation":"{UUID(int=99)}"}}'


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
