"""A queue bound to the events of `tally`: durable, so it goes on collecting while its broker restarts."""

import json
import uuid
from typing import Any

import amqp
from support.broker import Node
from support.waiting import eventually

from contracts.bus import HEAD, exchange_of
from contracts.journal import Entry, Head


class Hearing:
    """`entries` and `heads` are what came, in the order in which it came."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.queue = f"test-{uuid.uuid4()}"
        self.entries: list[Entry] = []
        self.heads: list[Head] = []
        self.messages: list[amqp.Message] = []
        self.connect()

    def connect(self) -> None:
        self.connection = self.node.connect()
        self.channel = self.connection.channel()
        self.channel.exchange_declare(exchange_of("tally"), "topic", durable=True, auto_delete=False)
        self.channel.queue_declare(self.queue, durable=True, auto_delete=False)
        self.channel.queue_bind(self.queue, exchange_of("tally"), "#")

    def reconnect(self) -> None:
        self.connection.collect()
        self.connect()

    def listen(self) -> list[int]:
        """All positions that ever came."""
        while message := self.channel.basic_get(self.queue, no_ack=True):
            self.messages.append(message)
            told: dict[str, Any] = json.loads(message.body)
            if message.delivery_info["routing_key"] == HEAD:
                self.heads.append(Head.model_validate(told))
            else:
                self.entries.append(Entry.model_validate(told))
        return [entry.position for entry in self.entries]

    def until(self, *positions: int) -> None:
        """Waits until exactly these have come, in this order."""
        eventually(lambda: self.listen() == list(positions))

    def until_set(self, *positions: int) -> None:
        """Waits until exactly these have come, some of them perhaps twice."""
        eventually(lambda: set(self.listen()) == set(positions))

    def until_head(self, position: int) -> None:
        """Waits for a notice that the journal ends there."""
        eventually(lambda: self.listen() is not None and [head.head for head in self.heads][-1:] == [position])

    def once(self) -> list[Entry]:
        """What came, each position once: what a listener applies."""
        return list({entry.position: entry for entry in self.entries}.values())

    def close(self) -> None:
        self.channel.queue_delete(self.queue)
        self.connection.collect()
