"""The consumer of one journal's events: deliveries wait in a list for whoever applies them."""

from collections.abc import Callable, Sequence
from typing import Any

import structlog

from contracts.bus import HEAD
from contracts.journal import Entry, Head
from kit import metrics
from kit.consumer import DrainingConsumer

log = structlog.get_logger()


class Delivery:
    def __init__(self, told: Entry | Head, message: Any) -> None:
        self.told = told
        self.message = message


class EventConsumer(DrainingConsumer):
    """`is_chosen`: the broker gives the events to this process and not to another one, as far as can be known.

    It tells nobody. Who finds neither another consumer nor a message in the queue, or is given one, is it.
    `unsure`: something may have been missed since the source was last asked.
    """

    def __init__(self, *args: Any, wake: Callable[[], None], **options: Any) -> None:
        super().__init__(*args, callbacks=[self.take], **options)
        self.wake = wake
        self.is_chosen = False
        self.unsure = False
        self.deliveries: list[Delivery] = []

    def get_consumers(self, consumer_cls: Callable[..., Any], channel: Any) -> list[Any]:
        # What a lost connection delivered is the broker's again, and comes back.
        self.deliveries = []
        consumers: list[Any] = super().get_consumers(consumer_cls, channel)
        found = channel.queue_declare(self.queues[0].name, passive=True)
        self.is_chosen = self.unsure = not found.consumer_count and not found.message_count
        self.wake()
        return consumers

    def take(self, body: Any, message: Any) -> None:
        is_head = message.delivery_info["routing_key"] == HEAD
        try:
            told = (Head if is_head else Entry).model_validate(body)
        except ValueError as error:
            self.drop(message, type(error).__name__)
            return
        self.unsure = self.unsure or not self.is_chosen
        self.is_chosen = True
        self.deliveries.append(Delivery(told, message))
        self.wake()

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        self.drop(message, type(exc).__name__)

    def drop(self, message: Any, reason: str) -> None:
        """What cannot be read is in the journal too."""
        metrics.listener_dropped.labels(reason).inc()
        log.error("an event could not be read", reason=reason, size=len(message.body or ""))
        self.settle(message, message.reject)
        self.is_chosen = self.unsure = True
        self.wake()

    def acknowledge(self, deliveries: Sequence[Delivery]) -> None:
        """All that were delivered up to the last of them."""
        if deliveries:
            last = deliveries[-1].message
            self.settle(last, lambda: last.ack(multiple=True))
            self.unsettled -= {delivery.message for delivery in deliveries}

    def give_back(self) -> None:
        for delivery in self.deliveries:
            self.requeue_message(delivery.message)
