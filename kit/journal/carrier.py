"""The relay's side of the bus: publishes in order over a connection of its own, and waits for the broker's word."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import amqp
import eventlet
from kombu import Connection

from kit.consumer import SOCKET_SETTINGS

HEARTBEAT_SECONDS = 10
CONNECT_SECONDS = 5
LONGEST_SEND_SECONDS = 2
LONGEST_CONFIRM_SECONDS = 5
TURN_SECONDS = 0.25
SENT_AT_A_STRETCH = 20
"""Then the calls of the same process have their turn."""


class NotConfirmed(Exception):
    """The broker did not say in time that it has all of a batch, or it said that it has not."""


@dataclass(frozen=True)
class Message:
    routing_key: str
    body: str
    persistent: bool = True


@contextmanager
def connected(url: str, exchange: str) -> Iterator["Carrier"]:
    """Closed at the end without a goodbye, for nobody may be there to hear it."""
    settings = {"socket_settings": SOCKET_SETTINGS}
    broker = Connection(url, heartbeat=HEARTBEAT_SECONDS, connect_timeout=CONNECT_SECONDS, transport_options=settings)
    # Not kombu's own way to connect: it tries again by itself, and slowly.
    connection = broker.transport.establish_connection()
    try:
        yield Carrier(connection, exchange)
    finally:
        connection.collect()


class Carrier:
    """Nobody has to listen: what no queue takes is confirmed as well."""

    def __init__(self, connection: amqp.Connection, exchange: str) -> None:
        self.connection = connection
        self.exchange = exchange
        self.first = self.next = 1
        self.unconfirmed: set[int] = set()
        self.refused = False
        self.channel = connection.channel()
        self.channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
        self.channel.confirm_select()
        self.channel.events["basic_ack"].add(self.on_ack)
        self.channel.events["basic_nack"].add(self.on_nack)

    @property
    def confirmed(self) -> int:
        """How many messages, from the first of the last batch on, the broker has."""
        return min(self.unconfirmed, default=self.next) - self.first

    def send(self, batch: Sequence[Message]) -> None:
        self.first = self.next
        for message in batch:
            self.send_one(message)
            if self.next % SENT_AT_A_STRETCH == 0:
                eventlet.sleep()

    def send_one(self, message: Message) -> None:
        properties = {
            "content_type": "application/json",
            "content_encoding": "utf-8",
            "delivery_mode": 2 if message.persistent else 1,
        }
        # Before it is sent: sending reads what has come, and that may be its own confirmation.
        self.unconfirmed.add(self.next)
        self.next += 1
        self.channel.basic_publish(
            amqp.Message(message.body, **properties), self.exchange, message.routing_key, timeout=LONGEST_SEND_SECONDS
        )

    def confirm(self) -> None:
        """Returns when the broker has all of what was sent."""
        end = time.monotonic() + LONGEST_CONFIRM_SECONDS
        while self.unconfirmed and not self.refused and time.monotonic() < end:
            self.read(TURN_SECONDS)
        if self.unconfirmed or self.refused:
            raise NotConfirmed

    def tend(self) -> None:
        """To be called at least every second or two while there is nothing to publish."""
        while self.read(0):
            pass

    def read(self, seconds: float) -> bool:
        """Whether something came. Finds out as well that the broker is gone."""
        try:
            self.connection.drain_events(timeout=seconds)
        except TimeoutError:
            self.connection.heartbeat_tick()
            return False
        return True

    def on_ack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001  amqp's signature
        self.unconfirmed -= {each for each in self.unconfirmed if each <= tag} if multiple else {tag}

    def on_nack(self, _tag: int, _multiple: bool) -> None:  # noqa: FBT001  amqp's signature
        self.refused = True
