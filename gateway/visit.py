"""What the layers around one request tell one another about it."""

from dataclasses import dataclass, field

from starlette.types import Scope

from contracts.wire import Caller, Refusal
from gateway.calling import Calling
from gateway.quotas import Quota


@dataclass(frozen=True)
class Person:
    """Somebody whose session was recognised, and the signed caller that services believe."""

    caller: Caller
    signed_caller: str


@dataclass
class Visit:
    request_id: str
    address: str
    """The client's, as far as the proxies in front are trusted."""
    who: Person | Refusal
    """A refusal is why nobody was recognised; it is raised by what needs to know."""
    quota: Quota | None = None
    session_cookies: list[str] = field(default_factory=list)
    """`Set-Cookie` values the answer is to carry; the last one counts."""
    calling: Calling | None = None


def visit_of(scope: Scope) -> Visit:
    visit: Visit = scope["state"]["visit"]
    return visit
