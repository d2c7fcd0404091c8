"""Publishing that never takes longer than its limit, whatever the broker does."""

from typing import Any

import eventlet
from nameko.amqp.publish import Publisher, get_producer
from nameko.constants import NON_PERSISTENT

from kit.consumer import SOCKET_SETTINGS

LONGEST_PUBLISH_SECONDS = 3.0
AGAIN_AT_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


class BusTimeout(Exception):
    """The broker did not take a message in time. It may still do so: the outcome is unknown."""


class ReplyPublisher(Publisher):
    """A reply that is lost is a timeout to its caller, so nobody waits for the broker's word about it."""

    use_confirms = False
    delivery_mode = NON_PERSISTENT
    transport_options = {"socket_settings": SOCKET_SETTINGS, "max_retries": 0}  # noqa: RUF012  copied at each use

    def publish(self, payload: Any, **options: Any) -> None:
        with get_producer(
            self.amqp_uri, self.use_confirms, self.ssl, self.login_method, dict(self.transport_options)
        ) as producer:
            try:
                with eventlet.Timeout(LONGEST_PUBLISH_SECONDS, BusTimeout()):
                    # Retried, for a connection of the pool may have died with the broker that was here before.
                    producer.publish(
                        payload,
                        serializer=self.serializer,
                        delivery_mode=self.delivery_mode,
                        retry=True,
                        retry_policy=AGAIN_AT_ONCE,
                        **options,
                    )
            except BaseException:
                # Closes the socket: a polite goodbye would wait for a broker that reads nothing.
                if producer.__connection__:
                    producer.__connection__.collect()
                raise
