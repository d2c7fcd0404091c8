"""A service's journal as the gateway knows it: what `events_since` would answer, and what the relay would publish."""

import asyncio
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import amqp
from support.broker import Node
from support.responder import Responder, result

from contracts.journal import Entry, EventPage, EventsSince, Head
from gateway.bus import unavailable

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
TEAM = UUID(int=1)


def entry_at(position: int, *, team_id: UUID = TEAM, to: Collection[UUID] | None = None) -> Entry:
    return Entry(
        position=position,
        event_id=uuid4(),
        type="something_happened",
        team_id=team_id,
        audience=None if to is None else list(to),
        at=NOON,
        data={"number": position},
    )


class Journal:
    """Answers a few turns of the loop after it was asked, as of somewhere in between."""

    def __init__(self, count: int = 0, *, epoch: str = "7f3a") -> None:
        self.epoch = epoch
        self.floor = 0
        self.entries: list[Entry] = []
        self.asked: list[EventsSince] = []
        self.refuses = 0
        """So many times from now on."""
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.add(count)

    @property
    def head(self) -> Head:
        return Head(epoch=self.epoch, floor=self.floor, head=len(self.entries))

    def add(self, count: int = 1, *, team_id: UUID = TEAM, to: Collection[UUID] | None = None) -> list[Entry]:
        added = [entry_at(len(self.entries) + 1 + each, team_id=team_id, to=to) for each in range(count)]
        self.entries += added
        return added

    def restore(self, head: int) -> None:
        """A backup, with the epoch that the runbook gives it."""
        del self.entries[head:]
        self.epoch = f"{self.epoch}0"

    async def ask(self, wanted: EventsSince) -> EventPage:
        self.asked.append(wanted)
        await asyncio.sleep(0)
        if self.refuses:
            self.refuses -= 1
            raise unavailable("The part that answers this is not running.", 2)
        page = self.page(wanted)
        await asyncio.sleep(0)
        await self.may_answer.wait()
        return page

    def page(self, wanted: EventsSince) -> EventPage:
        head = len(self.entries)
        known = self.entries[max(wanted.position, self.floor) :]
        seen = [one for one in known if wanted.reader is None or one.is_for(*wanted.reader.model_dump().values())]
        entries = seen[: wanted.limit]
        if not wanted.limit:
            through = min(wanted.position, head)
        else:
            through = entries[-1].position if len(entries) == wanted.limit else head
        return EventPage(**dict(self.head), entries=entries, through=through)


class Source:
    """A service of which there is only the journal: it answers `events_since`, and publishes what it is told to."""

    def __init__(self, node: Node, service: str, count: int = 0) -> None:
        self.node = node
        self.service = service
        self.journal = Journal(count)
        self.responder = Responder(node, self.service)
        self.responder.answer = lambda message: [result(self.page(message))]

    def page(self, message: amqp.Message) -> dict:
        wanted = EventsSince.model_validate(json.loads(message.body)["args"][0])
        return self.journal.page(wanted).model_dump(mode="json")

    def publish(self, *entries: Entry) -> None:
        self.send(*((entry.type, entry.model_dump_json()) for entry in entries))

    def notice(self) -> None:
        self.send(("head", self.journal.head.model_dump_json()))

    def send(self, *messages: tuple[str, str]) -> None:
        with self.node.connect() as connection:
            channel = connection.channel()
            exchange = f"{self.service}.events"
            for routing_key, body in messages:
                channel.basic_publish(amqp.Message(body), exchange, routing_key)
            # What is answered after them was read after them.
            channel.exchange_declare(exchange, "topic", passive=True)


@contextmanager
def journals(node: Node, *services: str) -> Iterator[None]:
    """Empty ones of services of which there is nothing else: a gateway that starts finds them all."""
    sources = [Source(node, service) for service in services]
    for source in sources:
        source.responder.start()
    try:
        yield
    finally:
        for source in sources:
            source.responder.stop()
