"""The listener: one durable queue for each service and source, and one greenlet that applies what it brings, in order.

Of several replicas the broker gives the events to one. That for a moment two may be at work does no harm: the place is
locked in the transaction of the effect.
"""

import time
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

import structlog
from eventlet.event import Event as Signal
from kombu import Exchange, Queue
from nameko import config
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import SharedExtension

from contracts.bus import exchange_of
from contracts.journal import Entry, Head
from contracts.wire import Event, Service
from kit import metrics
from kit.consumer import Stopped
from kit.container import into
from kit.listening.blame import Failure, told_of
from kit.listening.consumer import Delivery, EventConsumer
from kit.listening.following import Follower
from kit.rpc import QUEUE_TYPE_CONFIG_KEY

log = structlog.get_logger()

PREFETCH = 100
LOOK_SECONDS = 1.0
"""Between two looks at what somebody asked by `./qero events`."""
QUIET_SECONDS = 0.05
"""So long nothing arrives before the source is asked for what seems to be missing: often it is on its way."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 2.0
"""Seconds before another try while the database or the source is away."""

GAUGES = (metrics.listener_position, metrics.listener_head, metrics.listener_lag, metrics.parked_events)
"""Only where the listener is the active one do they say something."""

T = TypeVar("T")


class Listener(SharedExtension):
    """`hears` and `rebuilds` say, before it starts, which methods of the service are called."""

    def __init__(self, source: type[Service]) -> None:
        self.source = source
        self.stopping = Signal()
        self.woken = Signal()
        self.over = Signal()
        self.looked_at = float("-inf")
        self.position = self.head = 0

    @property
    def sharing_key(self) -> tuple[type, str]:
        return Listener, self.source.name

    @property
    def method_name(self) -> str:
        """As an entrypoint: what its workers are called in the log."""
        return f"listener of {self.source.name}"

    @cached_property
    def follower(self) -> Follower:
        return Follower(self.container.service_name, self.source, self)

    def hears(self, event: type[Event], method_name: str) -> None:
        _, names = self.follower.effects.methods.setdefault(event.type, (event, []))
        names.append(method_name)
        names.sort()

    def rebuilds(self, method_name: str) -> None:
        self.follower.rebuild_method = method_name

    def setup(self) -> None:
        arguments: dict[str, Any] = {"x-single-active-consumer": True}
        if config.get(QUEUE_TYPE_CONFIG_KEY) == "quorum":
            arguments["x-queue-type"] = "quorum"
        queue = Queue(
            f"evt-{self.source.name}-journal--{self.container.service_name}",
            exchange=Exchange(exchange_of(self.source.name), type="topic", no_declare=True),
            routing_key="#",
            durable=True,
            queue_arguments=arguments,
        )
        self.consumer = EventConsumer(
            config["AMQP_URI"],
            wake=self.wake,
            queues=[queue],
            heartbeat=config["HEARTBEAT"],
            prefetch_count=PREFETCH,
            accept=config["ACCEPT"],
        )

    def start(self) -> None:
        self.container.spawn_managed_thread(self.consumer.run, identifier=f"{self.method_name}: queue")
        self.container.spawn_managed_thread(self.go_on, identifier=self.method_name)

    def stop(self) -> None:
        """What is being applied is waited for; the rest goes back to the broker."""
        if not self.stopping.ready():
            self.consumer.stop()
            self.stopping.send()
            self.wake()
        self.over.wait()
        self.consumer.drained()

    def wake(self) -> None:
        if not self.woken.ready():
            self.woken.send()

    def go_on(self) -> None:
        pause = SHORTEST_PAUSE
        try:
            while not self.is_stopping():
                try:
                    self.turn()
                    pause = SHORTEST_PAUSE
                except Stopped:
                    break
                except ContainerBeingKilled:
                    return
                except Failure as error:
                    log.warning("listening waits", source=self.source.name, retry_in=pause, **told_of(error))
                    self.stopping.wait(timeout=pause)
                    pause = min(2 * pause, LONGEST_PAUSE)
            self.consumer.give_back()
        finally:
            self.over.send()

    def turn(self) -> None:
        self.wait_for_deliveries()
        consumer, deliveries = self.consumer, self.consumer.deliveries
        if batch := deliveries[:]:
            self.take(batch)
            consumer.acknowledge(batch)
            # A list that a reconnect has replaced is nobody's any more.
            del deliveries[: len(batch)]
        elif self.misses_something:
            self.catch_up()
        if not consumer.is_chosen:
            self.tell_nothing()
        elif time.monotonic() - self.looked_at >= LOOK_SECONDS:
            self.look()

    def wait_for_deliveries(self) -> None:
        if not self.consumer.deliveries:
            self.woken.wait(timeout=QUIET_SECONDS if self.misses_something else LOOK_SECONDS)
        if self.woken.ready():
            self.woken = Signal()

    @property
    def misses_something(self) -> bool:
        return self.consumer.is_chosen and (self.consumer.unsure or self.head > self.position)

    def take(self, batch: list[Delivery]) -> None:
        """Raises while the database or the source is away: then the same batch is tried again."""
        entries = [delivery.told for delivery in batch if isinstance(delivery.told, Entry)]
        heads = [delivery.told for delivery in batch if isinstance(delivery.told, Head)]
        if entries:
            place = self.follower.apply(entries)
            self.position = place.position
            if not place.epoch or max(entry.position for entry in entries) > place.position:
                self.catch_up()
        if heads:
            place = self.follower.tell_head(heads[-1])
            self.position, self.head = place.position, heads[-1].head
            is_past = batch[-1].told is heads[-1] and place.position > self.head
            if is_past or place.epoch != heads[-1].epoch:
                self.catch_up()

    def catch_up(self) -> None:
        # Before it is asked: what goes wrong meanwhile makes it unsure again.
        self.consumer.unsure = False
        try:
            page = self.follower.catch_up()
        except BaseException:
            self.consumer.unsure = True
            raise
        self.position = self.head = page.head

    def look(self) -> None:
        standing = self.follower.look()
        for event_id in standing.asked_again:
            self.follower.replay(event_id)
        if not standing.place.epoch:
            self.consumer.unsure = True
        self.position = standing.place.position
        self.looked_at = time.monotonic()
        lag = max(0, self.head - self.position)
        values = (self.position, max(self.head, self.position), lag, standing.parked)
        for gauge, value in zip(GAUGES, values, strict=True):
            gauge.labels(self.container.service_name, self.source.name).set(value)

    def tell_nothing(self) -> None:
        for gauge in GAUGES:
            gauge.remove(self.container.service_name, self.source.name)

    def do(self, task: Callable[[Any], T]) -> T:
        ended = Signal()
        self.container.spawn_worker(self, (task,), {}, handle_result=into(ended))
        done: T = ended.wait()
        return done

    def run(self, worker_ctx: Any) -> Any:
        return worker_ctx.args[0](worker_ctx.service)

    def rest(self, seconds: float) -> None:
        self.stopping.wait(timeout=seconds)
        if self.is_stopping():
            raise Stopped

    def is_stopping(self) -> bool:
        return bool(self.stopping.ready())
