"""The services, asked in the name of whoever sent this request."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Security
from fastapi.security import APIKeyCookie
from starlette.datastructures import Headers

from contracts.accounts import Accounts, Device
from contracts.chat import Chat
from contracts.contacts import Contacts
from contracts.push import Push
from contracts.settings import Settings
from contracts.wire import Caller, Refusal
from gateway.bus import Bus
from gateway.calling import LONGEST_REQUEST_SECONDS, Calling
from gateway.identity import Identities, SessionCookie, allow
from gateway.live.streams import Streams
from gateway.quotas import Rate
from gateway.refusals import Malformed
from gateway.visit import Person, Visit, visit_of

LONGEST_KEY = 255
KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_KEY}}}")
LONGEST_USER_AGENT = 300
TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
DOCUMENTED_COOKIE = APIKeyCookie(
    name="qero", scheme_name="session", description="`__Host-qero` where the address is https", auto_error=False
)


@dataclass(frozen=True)
class Rates:
    """How often one person may do what costs more than a request, or tells others something."""

    messages: Rate
    searches: Rate
    typing: Rate
    test_rings: Rate
    typing_told: Rate
    """In one conversation: what is more is not refused, it is not passed on."""


@dataclass(frozen=True)
class Parts:
    """What the routes of one gateway process share."""

    bus: Bus
    identities: Identities
    cookie: SessionCookie
    public_origin: str
    streams: Streams
    rates: Rates


def parts_of(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


# Dependencies are coroutines, for FastAPI runs plain functions in threads.
async def shared(request: Request) -> Parts:
    return parts_of(request)


Shared = Annotated[Parts, Depends(shared)]


class Services:
    """A stub of each service. Their calls share one deadline and one idempotency key."""

    def __init__(self, calling: Calling) -> None:
        self.calling = calling
        self.accounts = Accounts(calling.send)
        self.contacts = Contacts(calling.send)
        self.settings = Settings(calling.send)
        self.chat = Chat(calling.send)
        self.push = Push(calling.send)


def services(request: Request, person: Person | None, idempotency_key: str | None = None) -> Services:
    visit = visit_of(request.scope)
    traceparent = request.headers.get("traceparent", "")
    visit.calling = Calling(
        bus=parts_of(request).bus,
        caller_token=person.signed_caller if person else None,
        request_id=visit.request_id,
        idempotency_key=idempotency_key,
        traceparent=traceparent if TRACEPARENT.fullmatch(traceparent) else None,
    )
    return Services(visit.calling)


async def signed_in_person(request: Request, _: Annotated[str | None, Security(DOCUMENTED_COOKIE)]) -> Person:
    who = visit_of(request.scope).who
    if isinstance(who, Refusal):
        raise who
    return who


async def asker(person: Annotated[Person, Depends(signed_in_person)]) -> Caller:
    return person.caller


async def signed_in(request: Request, person: Annotated[Person, Depends(signed_in_person)]) -> Services:
    return services(request, person)


async def to_change(
    request: Request,
    person: Annotated[Person, Depends(signed_in_person)],
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="the client's choice, new for each new request",
            json_schema_extra={"pattern": f"^{KEY.pattern}$"},
        ),
    ] = None,
) -> Services:
    if idempotency_key is not None and not KEY.fullmatch(idempotency_key):
        detail = f"Idempotency-Key has 1 to {LONGEST_KEY} printable ASCII characters without spaces."
        raise Malformed.of("Idempotency-Key", "key", detail)
    return services(request, person, idempotency_key)


async def stranger(request: Request) -> Services:
    return services(request, None)


async def device(request: Request) -> Device:
    user_agent = request.headers.get("user-agent", "")
    return Device(address=visit_of(request.scope).address, user_agent=user_agent[:LONGEST_USER_AGENT])


async def here(request: Request) -> Visit:
    return visit_of(request.scope)


Here = Annotated[Visit, Depends(here)]
Asker = Annotated[Caller, Depends(asker)]
SignedIn = Annotated[Services, Depends(signed_in)]
ToChange = Annotated[Services, Depends(to_change)]
Stranger = Annotated[Services, Depends(stranger)]
AskedFrom = Annotated[Device, Depends(device)]


def counted(rate_of: Callable[[Rates], Rate]) -> Any:
    """Of a route, by person; by `Door` it is counted as a request already."""

    async def count(request: Request, asker: Asker) -> None:
        allow(visit_of(request.scope), rate_of(parts_of(request).rates).take(str(asker.person_id)))

    return Depends(count)


async def go_on(request: Request) -> None:
    """For bodies that stream longer than one request may last: looks again who asks, and grants the time anew."""
    visit, parts = visit_of(request.scope), parts_of(request)
    token = parts.cookie.token(Headers(scope=request.scope))
    if not token or visit.calling is None:
        return
    person = parts.identities.remembered(token) or (await parts.identities.identify(token, visit.request_id))[0]
    visit.calling.caller_token = person.signed_caller
    visit.calling.until = time.monotonic() + LONGEST_REQUEST_SECONDS
