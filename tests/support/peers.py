"""Streams over journals of the tests, without a server: a browser at the other end of ASGI, that reads or does not."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from support.journal import TEAM, Journal
from support.streams import Checked, Frames
from support.waiting import becomes

from contracts.wire import Caller, Role
from gateway.identity import Identities
from gateway.live.lanes import Lanes
from gateway.live.presence import Presences
from gateway.live.stream import Stream
from gateway.live.streams import Streams
from kit.callers import Signer, new_private_key

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


def seen_by(person_id, *, visible=True):
    at = datetime.now(UTC).isoformat()
    told = f'"team_id":"{TEAM}","person_id":"{person_id}","visible":{str(visible).lower()},"at":"{at}"'
    return f'{{"type":"seen",{told},"conversation":"{UUID(int=99)}"}}'
