"""How one HTTP request calls services: in whose name, until when, and so that it may safely be repeated."""

import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic
from uuid import uuid4

import structlog
from pydantic import BaseModel, ValidationError

from contracts.wire import Answer, Ask, Call, Change, NotTheCaller, Refusal, TooLate
from gateway import metrics
from gateway.bus import Bus, BusUnavailable, OutcomeUnknown, unavailable
from kit import traces

log = structlog.get_logger()

LONGEST_REQUEST_SECONDS = 30
"""For all calls of one HTTP request together."""


class ServiceFailed(Exception):
    """A bug in a service, not the asker's. The service's own log tells more under this request id."""

    def __init__(self, request_id: str) -> None:
        super().__init__(request_id)
        self.request_id = request_id


class Given(BaseModel, Generic[Answer]):
    answer: Answer
    replayed: bool = False


class Fault(BaseModel):
    exc_type: str
    exc_args: list[Any]


class Reply(BaseModel, Generic[Answer]):
    result: Given[Answer] | None
    error: Fault | None = None


@cache
def reply_with(answer: type[Answer]) -> type[Reply[Answer]]:
    """Kept, for pydantic forgets a model that nobody holds and builds it again."""
    return Reply[answer]  # type: ignore[valid-type]


@dataclass
class Calling:
    """One HTTP request's way onto the bus. Its `send` is what the stubs of `contracts` want."""

    bus: Bus
    caller_token: str | None
    request_id: str
    idempotency_key: str | None = None
    traceparent: str | None = None
    until: float = field(default_factory=lambda: time.monotonic() + LONGEST_REQUEST_SECONDS)
    """By `time.monotonic()`."""
    replayed: bool = False
    """Whether any change was answered from an earlier run of this request."""
    changes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.key = self.idempotency_key or str(uuid4())

    async def send(self, call: Call[Ask, Answer], ask: Ask) -> Answer:
        """Raises BusUnavailable (nothing was done), OutcomeUnknown, ServiceFailed, or what the service refuses with."""
        began = time.monotonic()
        outcome = "failed"
        try:
            with traces.part(f"{call.service}.{call.name}", traces.KIND.CLIENT):
                answer = await self.ask(call, ask)
            outcome = "answered"
        except BusUnavailable:
            outcome = "unavailable"
            raise
        except OutcomeUnknown:
            outcome = "unknown"
            raise
        except Refusal:
            outcome = "refused"
            raise
        finally:
            metrics.calls.labels(call.service, call.name, outcome).inc()
            metrics.call_seconds.labels(call.service, call.name).observe(time.monotonic() - began)
        return answer

    async def ask(self, call: Call[Ask, Answer], ask: Ask) -> Answer:
        seconds = min(call.seconds, self.until - time.monotonic())
        if seconds <= 0:
            raise unavailable("The request took too long before this was asked.", 1)
        body = f'{{"args":[{ask.model_dump_json(exclude_unset=True)}],"kwargs":{{}}}}'
        reply = await self.bus.call(call.service, call.name, body, self.headers(call, seconds), seconds)
        return self.answer(call, reply)

    def headers(self, call: Call[Any, Any], seconds: float) -> dict[str, str | int]:
        headers: dict[str, str | int | None] = {
            "nameko.request_id": self.request_id,
            "nameko.traceparent": traces.traceparent() or self.traceparent,
            "nameko.deadline": int((time.time() + seconds) * 1000),
            "nameko.caller": self.caller_token,
        }
        if isinstance(call, Change):
            # Counted, so that each change of a repeated request finds its own answer.
            name = f"{call.service}.{call.name}"
            headers["nameko.idempotency_key"] = f"{self.key}:{name}:{self.changes[name]}"
            self.changes[name] += 1
        return {name: value for name, value in headers.items() if value is not None}

    def answer(self, call: Call[Ask, Answer], body: str | bytes) -> Answer:
        try:
            reply = reply_with(call.answer).model_validate_json(body)
        except ValidationError as error:
            log.error("unreadable reply", call=f"{call.service}.{call.name}", faults=error.error_count())  # noqa: TRY400  its values are personal
            raise ServiceFailed(self.request_id) from None
        if reply.result is None:
            raise self.refusal(call, reply.error)
        self.replayed = self.replayed or reply.result.replayed
        given: Answer = reply.result.answer
        return given

    def refusal(self, call: Call[Any, Any], fault: Fault | None) -> Exception:
        refusal = Refusal.arrived(fault.exc_type, next(iter(fault.exc_args), "")) if fault else None
        if isinstance(refusal, TooLate):
            return unavailable("The service was too busy to begin in time.", 1)
        if refusal is None or isinstance(refusal, NotTheCaller):
            log.error("a service failed", call=f"{call.service}.{call.name}", kind=fault and fault.exc_type)
            return ServiceFailed(self.request_id)
        return refusal
