"""Hearing what nobody keeps: each process hears all of it, from when it began, and misses what it is not there for."""

from collections.abc import Callable
from typing import Any, Generic, Protocol, Self, TypeVar, overload
from uuid import uuid4

from kombu import Exchange, Queue
from nameko import config
from nameko.extensions import DependencyProvider

from contracts.bus import EPHEMERAL
from kit.consumer import DrainingConsumer

PREFETCH = 200


class Hears(Protocol):
    def heard(self, told: Any) -> None:
        """Raises ValueError for what it cannot read, which is dropped."""


Hearer = TypeVar("Hearer", bound=Hears)


class EphemeralConsumer(DrainingConsumer):
    def __init__(self, *args: Any, hearer: Hears, **options: Any) -> None:
        super().__init__(*args, callbacks=[self.take], **options)
        self.hearer = hearer

    def take(self, body: Any, message: Any) -> None:
        try:
            self.hearer.heard(body)
        except ValueError:
            self.settle(message, message.reject)
        else:
            self.ack_message(message)


class Ephemeral(DependencyProvider, Generic[Hearer]):
    """`sightings = Ephemeral("seen", Presences)` gives `self.sightings`, which hears all of this process."""

    def __init__(self, routing_key: str, make: Callable[[], Hearer]) -> None:
        self.routing_key = routing_key
        self.make = make

    @overload
    def __get__(self, service: None, owner: type) -> Self: ...
    @overload
    def __get__(self, service: object, owner: type) -> Hearer: ...
    def __get__(self, service: object | None, owner: type) -> Self | Hearer:
        return self

    def setup(self) -> None:
        self.hearer = self.make()
        queue = Queue(
            f"{self.container.service_name}-{self.routing_key}-{uuid4()}",
            exchange=Exchange(EPHEMERAL, type="topic", no_declare=True),
            routing_key=self.routing_key,
            exclusive=True,
            durable=False,
            auto_delete=True,
        )
        self.consumer = EphemeralConsumer(
            config["AMQP_URI"],
            hearer=self.hearer,
            queues=[queue],
            heartbeat=config["HEARTBEAT"],
            prefetch_count=PREFETCH,
            accept=config["ACCEPT"],
        )

    def start(self) -> None:
        self.container.spawn_managed_thread(self.consumer.run, identifier=f"ephemeral {self.routing_key}")

    def stop(self) -> None:
        self.consumer.stop()
        self.consumer.drained()

    def get_dependency(self, worker_ctx: Any) -> Hearer:  # noqa: ARG002  nameko's signature
        return self.hearer
