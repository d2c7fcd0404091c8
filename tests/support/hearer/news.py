"""The source `news`, played by a test: its journal, its feeds on the bus, and what it publishes, or does not."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import amqp
from support.broker import Node
from support.hearer.contract import AllWords, News, Told
from support.responder import Responder, result

from contracts.journal import Entry, EventPage, EventsSince, Head

EXCHANGE = "news.events"
QUEUE = "evt-news-journal--hearer"
TEAM = UUID(int=7)
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


class Newsroom:
    def __init__(self, node: Node) -> None:
        self.node = node
        self.epoch = "first"
        self.floor = 0
        self.entries: list[Entry] = []
        self.built: list[str] = []
        self.before_all_words: Callable[[], object] = lambda: None
        self.responder = Responder(node, News.name)
        self.responder.answer = self.answer

    def start(self) -> None:
        """Also again, after a fault of the broker."""
        self.responder.start()
        self.channel = self.node.connect().channel()
        self.channel.exchange_declare(EXCHANGE, "topic", durable=True, auto_delete=False)

    def stop(self) -> None:
        self.responder.stop()
        self.channel.connection.collect()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Its queue of calls stays; nobody answers."""
        self.responder.stop()
        yield
        self.responder.start()

    def answer(self, message: amqp.Message) -> list[str]:
        [ask] = json.loads(message.body)["args"]
        if message.delivery_info["routing_key"] == "news.all_words":
            self.before_all_words()
            return [result(AllWords(words=self.built).model_dump(mode="json"))]
        return [result(self.since(EventsSince.model_validate(ask)).model_dump(mode="json"))]

    def since(self, ask: EventsSince) -> EventPage:
        kept = [entry for entry in self.entries if entry.position > max(ask.position, self.floor)][: ask.limit]
        through = kept[-1].position if kept else min(ask.position, self.head.head)
        return EventPage(**self.head.model_dump(), entries=kept, through=through)

    @property
    def head(self) -> Head:
        return Head(epoch=self.epoch, floor=self.floor, head=len(self.entries))

    def write(self, words: str, *, to: list[UUID] | None = None, type: str = Told.type) -> Entry:
        """Into the journal, and not onto the bus."""
        entry = Entry(
            position=len(self.entries) + 1,
            event_id=uuid4(),
            type=type,
            team_id=TEAM,
            audience=to,
            at=NOON,
            data={"words": words},
        )
        self.entries.append(entry)
        return entry

    def publish(self, entry: Entry) -> None:
        self.send(entry.type, entry.model_dump_json())

    def tell(self, words: str, *, to: list[UUID] | None = None, type: str = Told.type) -> Entry:
        """As the relay does when nothing goes wrong."""
        entry = self.write(words, to=to, type=type)
        self.publish(entry)
        return entry

    def tell_head(self) -> None:
        self.send("head", self.head.model_dump_json())

    def send(self, routing_key: str, body: str) -> None:
        message = amqp.Message(body, content_type="application/json", content_encoding="utf-8", delivery_mode=2)
        self.channel.basic_publish(message, EXCHANGE, routing_key)
