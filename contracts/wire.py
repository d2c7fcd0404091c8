"""The shapes every contract is made of: values, callers, refusals, events, and calls with their two ends.

Left out: anything that sends, stores or decides. `kit` answers calls, `gateway` makes them.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar, overload
from uuid import UUID

from pydantic import BaseModel, ConfigDict

LARGEST_BATCH = 500
"""Ids a batch read may name: at the gateway and in the service alike."""

LARGEST_PAGE = 200
"""Items one page of a list may hold."""

WORD_BEGINS = re.compile(r"(?<!^)(?=[A-Z])")


class Wire(BaseModel):
    """A plain value. Unknown fields are ignored, so senders may deploy before readers."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    secrets: ClassVar[frozenset[str]] = frozenset()
    """Fields of which nothing is ever kept or logged, not even hashed with the rest."""

    added: ClassVar[frozenset[str]] = frozenset()
    """Fields that the gateway adds of its own accord. They make no other ask of a change, which
    may be asked again through a gateway of another version."""


class Nothing(Wire):
    """The answer of a call that only has to have happened, and the ask of one that needs no words."""


class Event(Wire):
    """Something that happened, announced in the transaction of the change.

    Whoever hears it twice, or late, changes nothing by it: it carries the record as it became, with its version.
    """

    type: ClassVar[str]
    """Of the class's name: `ContactArchived` is `contact_archived`. A promise, as a call's name is."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.type = WORD_BEGINS.sub("_", cls.__name__).lower()

    @property
    def reference(self) -> dict[str, Any]:
        """What a browser is told when the whole is too large for it: which record, and its version. Plain JSON."""
        raise NotImplementedError


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


class Caller(Wire):
    """Who asks. Travels in the headers, signed by the gateway; never an argument."""

    person_id: UUID
    team_id: UUID
    session_id: UUID
    role: Role
    time_zone: str
    """IANA name of the person's own zone: "today" is theirs, not the server's."""
    country: str
    """ISO 3166 code of the team: how a phone number without a country code is read."""


class FieldError(Wire):
    """What is wrong with one field: `field` is a path such as `phones.0`, `code` a stable word."""

    field: str
    code: str
    detail: str


class Refusal(Exception):
    """A "no" the caller can act on. Its only argument is JSON text, so that it crosses the bus whole.

    `slug` names the problem in HTTP answers and is a promise; `facts` are plain JSON values that a
    client may act on (a limit, the current version).
    """

    slug: ClassVar[str] = "refused"
    title: ClassVar[str] = "Refused"
    known: ClassVar[dict[str, type["Refusal"]]] = {}

    def __init_subclass__(cls) -> None:
        Refusal.known[cls.__name__] = cls

    def __init__(
        self, detail: str, *, errors: Sequence[FieldError] = (), facts: Mapping[str, Any] | None = None
    ) -> None:
        self.detail = detail
        self.errors = tuple(errors)
        self.facts = dict(facts or {})
        told = {"detail": detail, "errors": [error.model_dump() for error in self.errors], "facts": self.facts}
        super().__init__(json.dumps(told))

    @classmethod
    def of(cls, field: str, code: str, detail: str) -> Self:
        """About one field."""
        return cls(detail, errors=[FieldError(field=field, code=code, detail=detail)])

    @classmethod
    def arrived(cls, name: str, text: str) -> "Refusal | None":
        """The refusal that was raised at the other end, or None when `name` is not one of ours."""
        if name not in cls.known:
            return None
        told = json.loads(text)
        errors = [FieldError.model_validate(error) for error in told["errors"]]
        return cls.known[name](told["detail"], errors=errors, facts=told["facts"])


class Invalid(Refusal):
    slug = "invalid"
    title = "The request is not valid"


class NotFound(Refusal):
    """Also the answer for what exists but is not the asker's to see: a stranger learns nothing."""

    slug = "not-found"
    title = "Not found"


class Forbidden(Refusal):
    slug = "forbidden"
    title = "Your role does not allow this"


class VersionMismatch(Refusal):
    """Somebody was faster. `facts["current"]` is the record as it is now."""

    slug = "version-mismatch"
    title = "Changed in the meantime"


class BatchTooLarge(Refusal):
    """`facts` are `limit` and `count`."""

    slug = "batch-too-large"
    title = "Too many ids in one request"


class KeyReused(Refusal):
    slug = "idempotency-key-reused"
    title = "This idempotency key was used for another request"


class KeyInProgress(Refusal):
    """`facts["retry_after"]` is in seconds."""

    slug = "idempotency-key-in-progress"
    title = "The first request with this idempotency key is still running"


class TooLate(Refusal):
    """The deadline had passed before the work began: nothing was done."""

    slug = "too-late"
    title = "The deadline passed before the work began"


class NotTheCaller(Refusal):
    """The caller's signature is missing, expired or not the gateway's."""

    slug = "not-the-caller"
    title = "The caller is not known"


class Unavailable(Refusal):
    """Something this call depends on is away for the moment. `facts["retry_after"]` is in seconds."""

    slug = "unavailable"
    title = "Not available for the moment"


Ask = TypeVar("Ask", bound=Wire)
Answer = TypeVar("Answer", bound=Wire)


class Send(Protocol):
    """How a stub reaches the bus."""

    def __call__(self, call: "Call[Ask, Answer]", ask: Ask) -> Awaitable[Answer]: ...


class Service:
    """A contract: the calls of one service. An instance is a stub, `await Contacts(send).find(ask)`."""

    name: ClassVar[str]
    events: ClassVar[tuple[type[Event], ...]] = ()
    """What it announces."""

    def __init__(self, send: Send) -> None:
        self.send = send

    @classmethod
    def calls(cls) -> "dict[str, Call[Any, Any]]":
        """Every call of this contract by its name on the bus."""
        return {name: call for name, call in vars(cls).items() if isinstance(call, Call)}


class Call(Generic[Ask, Answer]):
    """One method of a service: what is asked, what is answered.

    `seconds` is the longest the gateway waits.
    """

    def __init__(self, ask: type[Ask], answer: type[Answer], *, seconds: float = 5.0) -> None:
        self.ask = ask
        self.answer = answer
        self.seconds = seconds

    def __set_name__(self, owner: type[Service], name: str) -> None:
        self.service = owner.name
        self.name = name

    @overload
    def __get__(self, stub: None, owner: type[Service]) -> Self: ...
    @overload
    def __get__(self, stub: Service, owner: type[Service]) -> Callable[[Ask], Awaitable[Answer]]: ...
    def __get__(self, stub: Service | None, owner: type[Service]) -> Self | Callable[[Ask], Awaitable[Answer]]:
        return self if stub is None else partial(stub.send, self)


class Query(Call[Ask, Answer]):
    """Reads only: asked twice, nothing has changed."""


class Change(Call[Ask, Answer]):
    """Changes something, so it carries an idempotency key: running twice leaves one effect, one answer."""


class Open(Call[Ask, Answer]):
    """Asked before it is known who asks, so without a caller or a key: harmless to run twice by itself."""


class Feed(Open[Ask, Answer]):
    """Read by other parts of QERO, in nobody's name: the broker lets only those that `deploy.topology` names.

    No route leads here.
    """
