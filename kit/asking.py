"""What the headers of a call say, and who asks."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, overload
from uuid import uuid4

from nameko.extensions import DependencyProvider

from contracts.wire import Caller, NotTheCaller
from kit.callers import Verifier


@dataclass(frozen=True)
class Asked:
    """`doubt` says why there is no caller; `deadline` is in Unix milliseconds, None for work nobody waits for."""

    caller: Caller | None
    doubt: str
    deadline: int | None
    request_id: str
    key: str | None
    traceparent: str | None

    @classmethod
    def read(cls, headers: Mapping[str, Any], verifier: Verifier) -> "Asked":
        texts = {name: value for name, value in headers.items() if isinstance(value, str)}
        caller, doubt = None, ""
        try:
            caller = verifier.verify(texts.get("caller"))
        except NotTheCaller as refusal:
            doubt = refusal.detail
        return cls(
            caller=caller,
            doubt=doubt,
            deadline=headers.get("deadline"),
            request_id=texts.get("request_id") or str(uuid4()),
            key=texts.get("idempotency_key"),
            traceparent=texts.get("traceparent"),
        )

    @property
    def is_late(self) -> bool:
        return self.deadline is not None and time.time() * 1000 >= self.deadline


class Asking(DependencyProvider):
    """`asking = Asking()` gives each call `self.asking`, its caller. Raises NotTheCaller when there is none."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, service: None, owner: type) -> Self: ...
    @overload
    def __get__(self, service: object, owner: type) -> Caller: ...
    def __get__(self, service: object | None, owner: type) -> Self | Caller:
        if service is None:
            return self
        caller: Caller | None = vars(service).get(self.name)
        if caller is None:
            raise NotTheCaller("This is answered only to somebody who is signed in.")
        return caller

    def __set__(self, service: object, caller: Caller | None) -> None:
        vars(service)[self.name] = caller

    def get_dependency(self, worker_ctx: Any) -> Caller | None:
        asked: Asked = worker_ctx.asked
        return asked.caller
