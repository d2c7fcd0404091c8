"""Answers calls: a method of a service on one side, a contract's call on the bus on the other.

`answer` parses the ask, checks deadline and caller, keeps the idempotency key of a change in the transaction of
the change, and sends back an answer or a refusal. Whatever else is raised is a bug: it is logged with the request's
id, and the id is all that crosses the bus.
"""

import json
import time
from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any, TypeVar

import kombu
import structlog
from nameko import config
from nameko.exceptions import BadRequest, ContainerBeingKilled, MalformedRequest
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR, register_entrypoint
from nameko.messaging import decode_from_headers
from nameko.rpc import Rpc as StockRpc
from nameko.rpc import RpcConsumer as StockRpcConsumer
from psycopg.errors import DeadlockDetected, SerializationFailure
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from contracts.text import unkept
from contracts.wire import (
    Answer,
    Ask,
    Call,
    Change,
    FieldError,
    Invalid,
    NotTheCaller,
    Open,
    Refusal,
    Service,
    TooLate,
    Unavailable,
)
from kit import metrics
from kit.asking import Asked
from kit.consumer import DrainingConsumer
from kit.database import Transactions
from kit.failpoints import reach
from kit.idempotency import IdempotencyKey
from kit.publisher import ReplyPublisher

log = structlog.get_logger()

MOST_TRIES = 4
"""Of a change that lost a deadlock or could not be serialised."""

QUEUE_TYPE_CONFIG_KEY = "QUEUE_TYPE"

S = TypeVar("S")
Method = Callable[[S, Ask], Answer]


def answer(call: Call[Ask, Answer]) -> Callable[[Method[S, Ask, Answer]], Method[S, Ask, Answer]]:
    """Puts a service's method on the bus. A change's method runs inside a transaction of `self.store`."""

    def register(method: Method[S, Ask, Answer]) -> Method[S, Ask, Answer]:
        if method.__name__ != call.name:
            raise TypeError(f"{method.__qualname__} answers {call.service}.{call.name}: name it {call.name}")
        perform = partial(change_once, call, method) if isinstance(call, Change) else partial(just_answer, method)

        @wraps(method)
        def answering(service: S, ask: Ask) -> Answer:
            given, _replayed = perform(service, ask)
            return given

        register_entrypoint(answering, Rpc(call, perform))
        return answering

    return register


def just_answer(method: Method[S, Ask, Answer], service: S, ask: Ask) -> tuple[Answer, bool]:
    return method(service, ask), False


def change_once(call: Call[Ask, Answer], method: Method[S, Ask, Answer], service: Any, ask: Ask) -> tuple[Answer, bool]:
    """The answer, and whether it was given earlier to the same key."""
    store: Transactions[Any] = service.store
    caller, key_text = store.caller, store.key
    if caller is None:
        raise NotTheCaller("This is changed only by somebody who is signed in.")
    if key_text is None:
        raise Invalid("A change needs an idempotency key.")
    with store.transaction():
        key = IdempotencyKey(store.connection, caller, key_text, call)
        earlier = key.recall(ask)
        if earlier is not None:
            return call.answer.model_validate(earlier), True
        given = method(service, ask)
        key.remember(given.model_dump(mode="json"))
        reach("call.before_commit")
    reach("call.after_commit")
    return given, False


def unanswered(contract: type[Service], service_class: type) -> set[str]:
    """The calls of a contract that no method of the service answers."""
    return {name for name, call in contract.calls().items() if not answers(getattr(service_class, name, None), call)}


def answers(method: object, call: Call[Any, Any]) -> bool:
    entrypoints = getattr(method, ENTRYPOINT_EXTENSIONS_ATTR, ())
    return any(isinstance(entrypoint, Rpc) and entrypoint.call is call for entrypoint in entrypoints)


class InternalError(Exception):
    """What a caller hears of a bug: the id under which the log tells the rest."""


class RpcConsumer(StockRpcConsumer):
    consumer_cls = DrainingConsumer

    def setup(self) -> None:
        super().setup()
        self.replies = ReplyPublisher(self.amqp_uri)
        if config.get(QUEUE_TYPE_CONFIG_KEY) == "quorum":
            self.queue.queue_arguments = {"x-queue-type": "quorum"}

    def stop(self) -> None:
        super().stop()
        self.consumer.drained()

    def handle_message(self, body: Any, message: kombu.Message) -> None:
        if fault := envelope_fault(body, message):
            self.consumer.park(message, fault)
        else:
            super().handle_message(body, message)

    def handle_result(self, message: kombu.Message, result: Any, exc_info: Any) -> tuple[Any, Any]:
        self.reply(message, result, exc_info)
        self.consumer.ack_message(message)
        return result, exc_info

    def reply(self, message: kombu.Message, result: str | None, exc_info: Any) -> None:
        """`result` is JSON. Nothing may escape from here: it would end the process."""
        error = exc_info[1] if exc_info else None
        try:
            self.replies.publish(
                f'{{"result":{result or "null"},"error":{json.dumps(error and spoken(error))}}}',
                routing_key=message.properties["reply_to"],
                correlation_id=message.properties.get("correlation_id"),
            )
        except Exception as fault:  # noqa: BLE001  its loss is a timeout to the caller, who asks again
            log.warning("a reply was lost", error=type(fault).__name__)


def envelope_fault(body: Any, message: kombu.Message) -> str:
    """Why nobody can be answered, or nothing."""
    if not message.properties.get("content_type"):
        return "no content type"
    if not message.properties.get("reply_to"):
        return "no reply_to"
    if not isinstance(body, dict):
        return "body is no object"
    if not isinstance(message.headers.get("nameko.call_id_stack", []), list):
        return "call_id_stack is no list"
    return ""


def spoken(error: BaseException) -> dict[str, Any]:
    """nameko's form of an error. The text of a refusal is its only argument; of a bug only its name is told."""
    kind = type(error)
    told = error.args if isinstance(error, Refusal | BadRequest | InternalError) else ()
    return {
        "exc_type": kind.__name__,
        "exc_path": f"{kind.__module__}.{kind.__name__}",
        "exc_args": [str(argument) for argument in told],
        "value": "",
    }


class Rpc(StockRpc):
    rpc_consumer = RpcConsumer()

    def __init__(self, call: Call[Any, Any], perform: Callable[[Any, Any], tuple[Any, bool]]) -> None:
        super().__init__(expected_exceptions=(Refusal,))
        self.call = call
        self.perform = perform

    def handle_message(self, body: Mapping[str, Any], message: kombu.Message) -> None:
        match body:
            case {"args": [dict() as ask]}:
                pass
            case _:
                raise MalformedRequest("a call has one argument, its ask")
        headers = decode_from_headers(message.headers)
        if not isinstance(headers.get("deadline"), int):
            headers["deadline"] = int((time.time() + self.call.seconds) * 1000)
        handle_result = partial(self.handle_result, message, time.monotonic())

        def wait_for_worker() -> None:
            try:
                self.container.spawn_worker(self, (ask,), {}, context_data=headers, handle_result=handle_result)
            except ContainerBeingKilled:
                self.rpc_consumer.consumer.requeue_message(message)

        # A greenlet of its own, for a full pool must not keep the consumer from its heartbeats.
        self.container.spawn_managed_thread(wait_for_worker, identifier=f"waiting for a worker: {self.method_name}")

    def run(self, worker_ctx: Any) -> str:
        """The answer as JSON: from pydantic at once, for a page is twice as dear by way of plain values."""
        asked: Asked = worker_ctx.asked
        if asked.is_late:
            raise TooLate("The deadline had passed before the work began.")
        if asked.caller is None and not isinstance(self.call, Open):
            raise NotTheCaller(asked.doubt)
        ask = parsed(self.call.ask, worker_ctx.args[0])
        given, replayed = self.perform_in_time(worker_ctx.service, ask, asked)
        if replayed:
            metrics.replays.labels(self.call.service, self.call.name).inc()
        return f'{{"answer":{given.model_dump_json()},"replayed":{json.dumps(replayed)}}}'

    def perform_in_time(self, service: Any, ask: Any, asked: Asked) -> tuple[Any, bool]:
        """A change that lost against another one is made again: its transaction has left nothing behind."""
        tries = 0
        while True:
            tries += 1
            try:
                return self.perform(service, ask)
            except OperationalError as error:
                lost = isinstance(self.call, Change) and isinstance(error.orig, DeadlockDetected | SerializationFailure)
                if not lost or tries == MOST_TRIES or asked.is_late:
                    raise

    def handle_result(
        self, message: kombu.Message, began: float, _worker_ctx: Any, result: str | None, exc_info: Any
    ) -> tuple[Any, Any]:
        if exc_info:
            error = crossing(exc_info)
            exc_info = (type(error), error, error.__traceback__)
            match error:
                case TooLate():
                    self.count("late")
                case Refusal():
                    self.count("refused")
                    log.info("refused", slug=error.slug)
                case _:
                    self.count("failed")
        else:
            self.count("answered")
        self.rpc_consumer.reply(message, result, exc_info)
        if isinstance(self.call, Change):
            reach("call.after_reply")
        self.rpc_consumer.consumer.ack_message(message)
        metrics.call_seconds.labels(self.call.service, self.call.name).observe(time.monotonic() - began)
        return result, exc_info

    def count(self, outcome: str) -> None:
        metrics.calls.labels(self.call.service, self.call.name, outcome).inc()


def crossing(exc_info: Any) -> Exception:
    """What of an error the caller may hear."""
    error = exc_info[1]
    if isinstance(error, Refusal | BadRequest):
        return error
    if isinstance(error, OperationalError | PoolTimeout) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    ):
        log.warning("the database did not answer", exc_info=exc_info)
        return Unavailable("The database does not answer at the moment.", facts={"retry_after": 1})
    log.error("a call failed", exc_info=exc_info)
    return InternalError(structlog.contextvars.get_contextvars()["request_id"])


def parsed(model: type[Ask], ask: Mapping[str, Any]) -> Ask:
    try:
        # JSON may spell halves of characters, pydantic lets them in, and Postgres can keep none.
        json.dumps(ask, ensure_ascii=False).encode()
        return model.model_validate(ask)
    except UnicodeEncodeError as error:
        raise not_valid(list(unkept(ask))) from error
    except ValidationError as error:
        faults = [
            FieldError(field=path(fault["loc"], ask), code=fault["type"], detail=fault["msg"])
            for fault in error.errors(include_input=False, include_url=False)
        ]
        raise not_valid(faults) from error


def not_valid(errors: list[FieldError]) -> Invalid:
    fields = ", ".join(sorted({fault.field for fault in errors}))
    return Invalid(f"Not valid: {fields}.", errors=errors)


def path(location: tuple[int | str, ...], ask: Any) -> str:
    """`fields.phones.0`. What cannot be walked in the ask itself names a member of a union, and is left out."""
    parts: list[str] = []
    for part in location:
        if isinstance(ask, dict):
            ask = ask.get(part)
        elif isinstance(ask, list) and isinstance(part, int):
            ask = ask[part]
        else:
            break
        parts.append(str(part))
    return ".".join(parts)
