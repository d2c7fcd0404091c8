"""Asks a service itself, past the gateway."""

import json
import time
from typing import Any
from uuid import uuid4

import amqp
from sqlalchemy import make_url
from support.waiting import eventually

from contracts.wire import Call, Change, Wire


class BusCaller:
    def __init__(self, url: str) -> None:
        at = make_url(url)
        self.connection = amqp.Connection(
            f"{at.host}:{at.port}", userid=at.username, password=at.password, virtual_host=at.database
        )
        self.connection.connect()
        self.channel = self.connection.channel()
        self.reply_to = str(uuid4())
        queue = self.channel.queue_declare("", exclusive=True).queue
        self.channel.queue_bind(queue, "nameko-rpc", self.reply_to)
        self.channel.basic_consume(queue, callback=self.keep, no_ack=True)
        self.replies: dict[str, dict[str, Any]] = {}

    def keep(self, message: amqp.Message) -> None:
        self.replies[message.correlation_id] = json.loads(message.body)

    def ask(self, call: Call[Any, Any], ask: Wire | None, token: str | None) -> dict[str, Any]:
        """The reply as it came: `result` or `error`. Without an ask the call is empty, and cannot be valid."""
        headers = {"nameko.deadline": int(time.time() * 1000) + 30_000, "nameko.request_id": str(uuid4())}
        if token is not None:
            headers["nameko.caller"] = token
        if isinstance(call, Change):
            headers["nameko.idempotency_key"] = str(uuid4())
        correlation_id = str(uuid4())
        message = amqp.Message(
            json.dumps({"args": [ask.model_dump(mode="json", exclude_unset=True) if ask else {}], "kwargs": {}}),
            application_headers=headers,
            content_type="application/json",
            content_encoding="utf-8",
            reply_to=self.reply_to,
            correlation_id=correlation_id,
        )
        self.channel.basic_publish(message, "nameko-rpc", f"{call.service}.{call.name}")
        return eventually(lambda: self.reply(correlation_id))

    def reply(self, correlation_id: str) -> dict[str, Any] | None:
        try:
            self.connection.drain_events(timeout=0.5)
        except TimeoutError:
            self.connection.send_heartbeat()
        return self.replies.pop(correlation_id, None)

    def close(self) -> None:
        self.connection.close()
