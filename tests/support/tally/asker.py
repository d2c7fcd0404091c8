"""A caller of the tests: speaks nameko's protocol by plain AMQP, knows no kit but the signing of callers."""

import json
import time
import uuid
from typing import Any

import amqp
from support.broker import Node
from support.waiting import eventually

from contracts.wire import Call, Caller, Refusal, Role, Wire
from kit.callers import Signer

ANN = Caller(
    person_id=uuid.UUID(int=1),
    team_id=uuid.UUID(int=2),
    session_id=uuid.UUID(int=3),
    role=Role.MEMBER,
    time_zone="Europe/Stockholm",
    country="SE",
)


class Asker:
    """Replies are kept by correlation id, each with all that came."""

    def __init__(self, node: Node, private_key: str) -> None:
        self.node = node
        self.signer = Signer(private_key)
        self.replies: dict[str, list[dict[str, Any]]] = {}
        self.connection = node.connect()
        self.listen()

    def connect(self) -> None:
        """Again, after a fault."""
        self.connection.collect()
        self.connection = self.node.connect()
        self.listen()

    def listen(self) -> None:
        self.channel = self.connection.channel()
        self.channel.exchange_declare("nameko-rpc", "topic", durable=True, auto_delete=False)
        self.reply_to = str(uuid.uuid4())
        queue = self.channel.queue_declare("", exclusive=True).queue
        self.channel.queue_bind(queue, "nameko-rpc", self.reply_to)
        self.channel.basic_consume(queue, callback=self.keep, no_ack=True)

    def keep(self, message: amqp.Message) -> None:
        self.replies.setdefault(message.correlation_id, []).append(json.loads(message.body))

    def send(
        self,
        call: Call[Any, Any],
        ask: Wire,
        *,
        key: str | None = None,
        seconds: float = 30,
        **headers: Any,
    ) -> str:
        """Ann asks. `headers` replace hers. Gives the correlation id."""
        own = {
            "caller": self.signer.sign(ANN),
            "deadline": int((time.time() + seconds) * 1000),
            "request_id": "the-request",
            "idempotency_key": key or str(uuid.uuid4()),
        }
        told = {f"nameko.{name}": value for name, value in (own | headers).items() if value is not None}
        body = {"args": [ask.model_dump(mode="json", exclude_unset=True)], "kwargs": {}}
        return self.publish(f"{call.service}.{call.name}", json.dumps(body), headers=told)

    def publish(self, routing_key: str, body: str, *, headers: dict[str, Any] | None = None, **properties: Any) -> str:
        """As a caller does, or, with other `properties`, as none should; None leaves one out."""
        correlation_id = str(uuid.uuid4())
        usual = {
            "content_type": "application/json",
            "content_encoding": "utf-8",
            "reply_to": self.reply_to,
            "correlation_id": correlation_id,
            "delivery_mode": 1,
        }
        kept = {name: value for name, value in (usual | properties).items() if value is not None}
        message = amqp.Message(body, application_headers=headers or {}, **kept)
        self.channel.basic_publish(message, "nameko-rpc", routing_key)
        return correlation_id

    def reply(self, correlation_id: str) -> dict[str, Any]:
        def arrived() -> list[dict[str, Any]] | None:
            self.read()
            return self.replies.get(correlation_id)

        return eventually(arrived)[0]

    def read(self) -> None:
        try:
            self.connection.drain_events(timeout=0.05)
        except TimeoutError:
            self.connection.send_heartbeat()

    def ask(self, call: Call[Any, Any], ask: Wire, **how: Any) -> dict[str, Any]:
        return self.reply(self.send(call, ask, **how))

    def dead_letter(self, correlation_id: str) -> amqp.Message | None:
        """Takes messages out of dead-letters until this one is found."""
        while message := self.channel.basic_get("dead-letters", no_ack=True):
            if message.correlation_id == correlation_id:
                return message
        return None


def refusal_of(reply: dict[str, Any]) -> Refusal:
    """The refusal in a reply, as the gateway reads it."""
    refusal = Refusal.arrived(reply["error"]["exc_type"], *reply["error"]["exc_args"])
    assert refusal, reply
    return refusal
