"""A service of the tests that answers, by plain AMQP, exactly what a test wants: also what no service ever should."""

import json
import threading
from collections.abc import Callable
from typing import Any

import amqp
from support.broker import KIND, Node
from support.waiting import eventually

from contracts.wire import Change, Open, Query, Refusal, Service, Wire


class Words(Wire):
    words: str
    aside: str | None = None


class EchoTired(Refusal):
    slug = "echo-tired"
    title = "The echo is tired"


class Echo(Service):
    name = "echo"

    say = Query(Words, Words, seconds=20)
    keep = Change(Words, Words, seconds=20)
    call_back = Open(Words, Words, seconds=20)


class Responder:
    """Answers in a thread of its own. What it was asked is in `asked`; `answer` may be replaced."""

    def __init__(self, node: Node, service: str = Echo.name) -> None:
        self.node = node
        self.service = service
        self.asked: list[amqp.Message] = []
        self.answer: Callable[[amqp.Message], list[str]] = echo
        self.commands: list[tuple[amqp.Message, str]] = []
        self.stopped = threading.Event()

    def start(self) -> None:
        self.stopped.clear()
        self.connection = self.node.connect()
        self.channel = self.connection.channel()
        self.channel.exchange_declare("nameko-rpc", "topic", durable=True, auto_delete=False)
        queue = f"rpc-{self.service}"
        self.channel.queue_declare(queue, durable=True, auto_delete=False, arguments=KIND)
        self.channel.queue_bind(queue, "nameko-rpc", f"{self.service}.*")
        self.channel.queue_purge(queue)
        self.channel.basic_consume(queue, no_ack=True, callback=self.on_call)
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self) -> None:
        """Until it is stopped, or the broker cuts it off."""
        while not self.stopped.is_set():
            try:
                self.connection.drain_events(timeout=0.02)
            except TimeoutError:
                pass
            except (OSError, amqp.AMQPError):
                return
            while self.commands:
                self.reply(*self.commands.pop(0))

    def stop(self) -> None:
        self.stopped.set()
        self.thread.join()
        self.connection.collect()

    def on_call(self, message: amqp.Message) -> None:
        self.asked.append(message)
        for body in self.answer(message):
            self.reply(message, body)

    def reply(self, message: amqp.Message, body: str) -> None:
        properties = {"correlation_id": message.correlation_id, "content_type": "application/json"}
        self.channel.basic_publish(amqp.Message(body, **properties), "nameko-rpc", message.reply_to)

    def reply_later(self, message: amqp.Message, body: str) -> None:
        """From another thread than its own."""
        self.commands.append((message, body))

    @property
    def headers(self) -> dict[str, Any]:
        """Of the last call."""
        headers: dict[str, Any] = self.asked[-1].application_headers
        return headers

    def was_asked(self, times: int) -> list[amqp.Message]:
        return eventually(lambda: len(self.asked) >= times and self.asked)


def echo(message: amqp.Message) -> list[str]:
    return [result(json.loads(message.body)["args"][0])]


def result(answer: dict[str, Any], *, replayed: bool = False) -> str:
    return json.dumps({"result": {"answer": answer, "replayed": replayed}, "error": None})


def error(name: str, *arguments: str) -> str:
    fault = {"exc_type": name, "exc_path": f"somewhere.{name}", "exc_args": list(arguments), "value": ""}
    return json.dumps({"result": None, "error": fault})


def refusal(refused: Refusal) -> str:
    return error(type(refused).__name__, *refused.args)


def silence(_message: amqp.Message) -> list[str]:
    return []
