"""The consumer under every queue: keeps its connection until each delivery is settled. What nameko's own does not."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from kombu import Connection
from nameko.amqp.consume import Consumer

from kit import metrics

log = structlog.get_logger()

SOCKET_SETTINGS = {socket.TCP_USER_TIMEOUT: 10_000}
"""py-amqp's own second kills a connection at the first stall."""

FIRST_WAIT, LONGER_BY, LONGEST_WAIT = 0.2, 0.3, 2.0
"""Seconds between attempts to connect."""

POLL_SECONDS = 0.05


class Stopped(Exception):
    """No error: the way out of waiting for a broker that is away."""


class DrainingConsumer(Consumer):
    """`beat` is when the consumer last turned while connected, by the monotonic clock."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.stopping = False
        self.over = False
        self.beat = float("-inf")
        self.active: list[Any] = []
        self.unsettled: set[Any] = set()

    @property
    def connection(self) -> Connection:
        return Connection(
            self.amqp_uri,
            ssl=self.ssl,
            login_method=self.login_method,
            heartbeat=self.heartbeat,
            transport_options={"socket_settings": SOCKET_SETTINGS},
        )

    def run(self) -> None:
        try:
            super().run()
        except Stopped:
            log.info("stopped while the broker was away")
        finally:
            self.over = True

    @contextmanager
    def establish_connection(self) -> Iterator[Connection]:
        self.beat = float("-inf")
        self.give_up()
        with self.create_connection() as connection:
            connection.ensure_connection(
                self.on_connection_error, None, FIRST_WAIT, LONGER_BY, LONGEST_WAIT, callback=self.give_up
            )
            yield connection

    def give_up(self) -> None:
        if self.stopping:
            raise Stopped

    def on_connection_error(self, exc: Exception, interval: float) -> None:
        self.give_up()
        log.warning("the broker is away", error=type(exc).__name__, retry_in=interval)

    def wait_until_consumer_ready(self) -> None:
        while not (self.ready.is_set() or self.over):
            time.sleep(POLL_SECONDS)

    def get_consumers(self, consumer_cls: Callable[..., Any], channel: Any) -> list[Any]:
        self.unsettled = set()
        self.active = super().get_consumers(consumer_cls, channel)
        return self.active

    def stop(self) -> None:
        """Takes nothing more. `drained` tells when the rest is settled; only then the connection is closed."""
        self.stopping = True

    def drained(self) -> None:
        """Waits until `run` has ended."""
        while not self.over:
            time.sleep(POLL_SECONDS)

    def on_iteration(self) -> None:
        self.beat = time.monotonic()
        if self.stopping:
            for consumer in self.active:
                consumer.cancel()
            self.should_stop = not self.unsettled

    def on_message(self, body: Any, message: Any) -> None:
        if self.stopping:
            self.requeue_message(message)
            return
        # The message itself and not its tag: tags repeat after a reconnect.
        self.unsettled.add(message)
        for callback in self.callbacks:
            callback(body, message)

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        self.park(message, type(exc).__name__)

    def park(self, message: Any, reason: str) -> None:
        """Rejects what no code of ours can answer; the broker's policy puts it into `dead-letters`."""
        metrics.parked.labels(reason).inc()
        log.error("a message was parked", reason=reason, size=len(message.body or ""))
        self.settle(message, message.reject)

    def ack_message(self, message: Any) -> None:
        self.settle(message, message.ack)

    def requeue_message(self, message: Any) -> None:
        self.settle(message, message.requeue)

    def settle(self, message: Any, settlement: Callable[[], None]) -> None:
        """Of a lost connection there is nothing to settle: the broker has taken its messages back."""
        try:
            if message.channel.connection:
                settlement()
        except self.connection_errors as error:
            log.warning("a message could not be settled", error=type(error).__name__)
        finally:
            self.unsettled.discard(message)
