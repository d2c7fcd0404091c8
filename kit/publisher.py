"""Publishing that never takes longer than its limit, whatever the broker does."""

import eventlet
import kombu
import kombu.pools
from nameko.constants import NON_PERSISTENT

from contracts.bus import CALLS
from kit.consumer import SOCKET_SETTINGS

LONGEST_PUBLISH_SECONDS = 3.0
AGAIN_AT_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


class BusTimeout(Exception):
    """The broker did not take a message in time. It may still do so: the outcome is unknown."""


class ReplyPublisher:
    """A reply that is lost is a timeout to its caller, so nobody waits for the broker's word about it.

    Its producers are found once: nameko's Publisher looks for them by the whole of a new connection, each time.
    """

    def __init__(self, amqp_url: str) -> None:
        options = {"socket_settings": SOCKET_SETTINGS, "max_retries": 0, "confirm_publish": False}
        self.producers = kombu.pools.producers[kombu.Connection(amqp_url, transport_options=options)]

    def publish(self, reply: str, *, routing_key: str, correlation_id: str | None) -> None:
        """`reply` is JSON."""
        with self.producers.acquire(block=True) as producer:
            try:
                with eventlet.Timeout(LONGEST_PUBLISH_SECONDS, BusTimeout()):
                    # Retried, for a connection of the pool may have died with the broker that was here before.
                    producer.publish(
                        reply,
                        content_type="application/json",
                        content_encoding="utf-8",
                        exchange=CALLS,
                        routing_key=routing_key,
                        correlation_id=correlation_id,
                        delivery_mode=NON_PERSISTENT,
                        retry=True,
                        retry_policy=AGAIN_AT_ONCE,
                    )
            except BaseException:
                # Closes the socket: a polite goodbye would wait for a broker that reads nothing.
                if producer.__connection__:
                    producer.__connection__.collect()
                raise
