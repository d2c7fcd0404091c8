"""Who is asking: the session cookie, the person behind it, and how long that is believed."""

import hashlib
import random
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Literal
from uuid import UUID

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from contracts.accounts import Identify, Identity, NotSignedIn
from contracts.wire import Caller, Refusal, Unavailable
from gateway.quotas import Quota, Rate, client_key
from gateway.refusals import QuotaExceeded
from gateway.together import Together
from gateway.visit import Person, Visit, visit_of
from kit.callers import Signer

BELIEVED_SECONDS = 5
"""A session that ends is forgotten by every gateway as soon as accounts' event of it comes. Only one that ended while
this gateway heard no events is still let in, for so long."""

SIGNATURE_REUSED_SECONDS = 30
"""Half of what a signature is good for: the calls of a request never outlive it."""

MOST_SESSIONS = 10_000

MOST_ASKED_AT_ONCE = 40
"""Of accounts. When a thousand browsers come back at once, a longer line would only answer those who have given up."""
COME_BACK_SECONDS = (1, 4)


@dataclass(frozen=True)
class SessionCookie:
    """`__Host-` makes a browser hold it to this origin and to https; over http it would not be kept."""

    https: bool
    same_site: Literal["lax", "none"]

    @property
    def name(self) -> str:
        return "__Host-qero" if self.https else "qero"

    def token(self, headers: Headers) -> str | None:
        cookies = cookie_parser("; ".join(headers.getlist("cookie")))
        return cookies.get(self.name) or None

    def keep(self, token: str, expires_at: datetime) -> str:
        return self.header(token, max(0, int((expires_at - datetime.now(UTC)).total_seconds())))

    def drop(self) -> str:
        return self.header("", 0)

    def header(self, value: str, max_age: int) -> str:
        secure = "; Secure" if self.https else ""
        same_site = self.same_site.capitalize()
        return f"{self.name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite={same_site}{secure}"


AskAccounts = Callable[[Identify, str], Awaitable[Identity]]
"""With the id of the request that wants to know."""


@dataclass
class Believed:
    person: Person
    ends_at: datetime
    """When the session does."""
    until: float
    signed_at: float


class Identities:
    """Asks accounts who holds a token, and believes the answer for a few seconds."""

    def __init__(
        self,
        identify: AskAccounts,
        signer: Signer,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.ask_accounts = identify
        self.signer = signer
        self.clock = clock
        self.believed: OrderedDict[bytes, Believed] = OrderedDict()
        self.asking: Together[bytes, tuple[Person, Identity]] = Together()
        self.times_forgotten = 0

    def remembered(self, token: str) -> Person | None:
        believed = self.believed_of(token)
        return believed.person if believed else None

    def believed_of(self, token: str) -> Believed | None:
        believed = self.believed.get(hashed(token))
        return believed if believed and believed.until > self.clock() else None

    async def identify(self, token: str, request_id: str) -> tuple[Person, Identity]:
        """One answer for all who ask it of the same token at the same time. Raises NotSignedIn and Unavailable."""
        key = hashed(token)
        if key not in self.asking.under_way and len(self.asking.under_way) >= MOST_ASKED_AT_ONCE:
            retry_after = random.randint(*COME_BACK_SECONDS)  # noqa: S311  only spreads them out
            raise Unavailable("Too many come in for the moment.", facts={"retry_after": retry_after})
        return await self.asking.ask(key, partial(self.ask, token, request_id, self.times_forgotten))

    async def ask(self, token: str, request_id: str, times_forgotten: int) -> tuple[Person, Identity]:
        identity = await self.ask_accounts(Identify(token=token), request_id)
        believed = self.sign(identity, self.believed.get(hashed(token)))
        # What was forgotten meanwhile may be what this answer was read from.
        if times_forgotten == self.times_forgotten:
            self.believed[hashed(token)] = believed
            self.believed.move_to_end(hashed(token))
            if len(self.believed) > MOST_SESSIONS:
                self.believed.popitem(last=False)
        return believed.person, identity

    def sign(self, identity: Identity, earlier: Believed | None) -> Believed:
        caller, ends_at, now = identity.caller, identity.expires_at, self.clock()
        if earlier and earlier.person.caller == caller and now - earlier.signed_at < SIGNATURE_REUSED_SECONDS:
            return Believed(earlier.person, ends_at, now + BELIEVED_SECONDS, earlier.signed_at)
        return Believed(Person(caller, self.signer.sign(caller)), ends_at, now + BELIEVED_SECONDS, now)

    def forget_session(self, session_id: UUID) -> None:
        self.forget(lambda caller: caller.session_id == session_id)

    def forget_person(self, person_id: UUID) -> None:
        self.forget(lambda caller: caller.person_id == person_id)

    def forget_everybody(self) -> None:
        self.forget(lambda _caller: True)

    def forget(self, is_gone: Callable[[Caller], bool]) -> None:
        self.times_forgotten += 1
        self.asking.forget()
        gone = [key for key, believed in self.believed.items() if is_gone(believed.person.caller)]
        for key in gone:
            del self.believed[key]


def hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


class Door:
    """Recognises who asks, and counts what they ask: signed in by person, else by address.

    It lets strangers pass: a route that needs a person says so.
    """

    def __init__(
        self, app: ASGIApp, *, identities: Identities, cookie: SessionCookie, people: Rate, addresses: Rate
    ) -> None:
        self.app = app
        self.identities = identities
        self.cookie = cookie
        self.people = people
        self.addresses = addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/api/"):
            visit = visit_of(scope)
            if token := self.cookie.token(Headers(scope=scope)):
                await self.recognise(visit, token)
            self.count(visit)
        await self.app(scope, receive, send)

    async def recognise(self, visit: Visit, token: str) -> None:
        if person := self.identities.remembered(token):
            visit.who = person
            return
        # Without this, made-up tokens would cost accounts a look each.
        allow(visit, self.addresses.look(client_key(visit.address)))
        try:
            visit.who, identity = await self.identities.identify(token, visit.request_id)
        except Refusal as refusal:
            visit.who = refusal
        else:
            if identity.new_token:
                visit.session_cookies.append(self.cookie.keep(identity.new_token, identity.expires_at))

    def count(self, visit: Visit) -> None:
        if isinstance(visit.who, Person):
            allow(visit, self.people.take(str(visit.who.caller.person_id)))
        elif isinstance(visit.who, NotSignedIn):
            allow(visit, self.addresses.take(client_key(visit.address)))


def allow(visit: Visit, quota: Quota) -> None:
    """The answer tells of this quota. Raises QuotaExceeded."""
    visit.quota = quota
    if quota.retry_after:
        raise QuotaExceeded(
            f"{quota.limit} requests at once and {quota.per_minute} a minute are allowed.",
            facts={"retry_after": quota.retry_after, "violated-policies": [quota.name]},
        )
