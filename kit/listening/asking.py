"""Asking another service's feeds, in nobody's name and apart from any call: for what was missed, or for all."""

import json
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol, Self
from uuid import uuid4

import amqp
import eventlet
import kombu
from nameko import config

from contracts.bus import CALLS
from contracts.wire import Answer, Ask, Call, Refusal
from kit.consumer import SOCKET_SETTINGS, Stopped

HANDSHAKE_SECONDS = 5.0
GOODBYE_SECONDS = 1.0
TRANSIENT = 1


class AskFeed(Protocol):
    """`ask_feed(Settings.snapshot, SettingsAfter(after=None))`. Raises the refusal, or NoAnswer."""

    def __call__(self, call: Call[Ask, Answer], ask: Ask) -> Answer: ...


class NoAnswer(Exception):
    """The broker or the source is away, or the source failed: to be asked again later."""


class FeedClient:
    """A connection for a few asks, one after the other; whatever goes wrong with one of them is its end."""

    def __init__(self, service: str, is_stopping: Callable[[], bool] = lambda: False) -> None:
        self.service = service
        self.is_stopping = is_stopping
        self.connection: Any = None
        self.reply: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        if self.connection is None:
            return
        try:
            with eventlet.Timeout(GOODBYE_SECONDS, False):  # noqa: FBT003  eventlet's word for "raise nothing"
                self.connection.close()
        except (OSError, amqp.AMQPError):
            pass
        finally:
            self.hang_up()

    def __call__(self, call: Call[Ask, Answer], ask: Ask) -> Answer:
        """Raises Stopped when the process stops: a long reading ends at its next page."""
        if self.is_stopping():
            raise Stopped
        try:
            with eventlet.Timeout(HANDSHAKE_SECONDS, NoAnswer("the broker does not answer")):
                self.connect()
            with eventlet.Timeout(call.seconds, NoAnswer(f"{call.service}.{call.name} did not answer in time")):
                reply = self.answered(call, ask)
        except (OSError, amqp.AMQPError) as error:
            self.hang_up()
            raise NoAnswer(f"the broker is away: {type(error).__name__}") from error
        except BaseException:
            self.hang_up()
            raise
        return call.answer.model_validate(answer_in(call, reply))

    def connect(self) -> None:
        if self.connection is not None:
            return
        self.connection = kombu.Connection(
            config["AMQP_URI"],
            connect_timeout=HANDSHAKE_SECONDS,
            transport_options={"socket_settings": SOCKET_SETTINGS},
        ).transport.establish_connection()
        self.channel = channel = self.connection.channel()
        self.reply_key = str(uuid4())
        queue = f"rpc.reply-{self.service}-{self.reply_key}"
        channel.queue_declare(queue, durable=False, exclusive=True, auto_delete=True)
        channel.queue_bind(queue, CALLS, self.reply_key)
        channel.basic_consume(queue, no_ack=True, callback=self.on_delivery)
        channel.events["basic_return"].add(self.on_return)

    def answered(self, call: Call[Any, Any], ask: Any) -> dict[str, Any]:
        self.correlation_id, self.reply = str(uuid4()), None
        body = {"args": [ask.model_dump(mode="json")], "kwargs": {}}
        self.channel.basic_publish(
            amqp.Message(
                json.dumps(body),
                content_type="application/json",
                content_encoding="utf-8",
                delivery_mode=TRANSIENT,
                correlation_id=self.correlation_id,
                reply_to=self.reply_key,
                expiration=str(int(call.seconds * 1000)),
                application_headers={
                    "nameko.deadline": int((time.time() + call.seconds) * 1000),
                    "nameko.request_id": self.correlation_id,
                },
            ),
            CALLS,
            f"{call.service}.{call.name}",
            mandatory=True,
        )
        while self.reply is None:
            self.connection.drain_events()
        reply: dict[str, Any] = self.reply
        return reply

    def on_delivery(self, message: Any) -> None:
        if message.properties.get("correlation_id") == self.correlation_id:
            self.reply = json.loads(message.body)

    def on_return(self, _error: Exception, _exchange: str, routing_key: str, _message: Any) -> None:
        raise NoAnswer(f"nobody answers {routing_key}")

    def hang_up(self) -> None:
        """Closes the socket: a polite goodbye would wait for a broker that reads nothing."""
        if self.connection is not None:
            self.connection.collect()
            self.connection = None


def answer_in(call: Call[Any, Any], reply: dict[str, Any]) -> Any:
    error = reply["error"]
    if not error:
        return reply["result"]["answer"]
    refusal = Refusal.arrived(error["exc_type"], *error["exc_args"][:1]) if error["exc_args"] else None
    raise refusal or NoAnswer(f"{call.service}.{call.name} failed with {error['exc_type']}")
