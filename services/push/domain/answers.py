"""What the answer of a push service means for a delivery: facts that differ from service to service, in one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from contracts.push import DeliveryState

DEFAULT_PAUSE_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 86_400.0
MISMATCH = ("mismatchsenderid", "vapidpkhashmismatch", "vapid public key mismatch", "do not correspond")
"""What Google, Apple and Mozilla call a key that is not the one of the subscription."""


@dataclass(frozen=True)
class Answer:
    """`headers` have small names. `text` is as much of the body as is read."""

    status: int
    headers: Mapping[str, str]
    text: str = ""


@dataclass(frozen=True)
class Verdict:
    """`state` WAITING: to be tried again.

    `pause`: seconds for which the push service wants nothing. `is_down`: it does not work. `is_short`: to be sent again
    with nothing but the least. `is_ours`: our key, clock or subject is wrong, for all that we send.
    """

    state: DeliveryState
    pause: float = 0
    is_down: bool = False
    is_short: bool = False
    is_ours: bool = False
    key_mismatch: bool = False


SENT = Verdict(DeliveryState.SENT)
GONE = Verdict(DeliveryState.GONE)
REFUSED = Verdict(DeliveryState.REFUSED)
UNREACHABLE = Verdict(DeliveryState.WAITING, is_down=True)
"""No answer: the network, its TLS, or its time."""


def verdict(answer: Answer, *, was_short: bool, now: datetime) -> Verdict:
    found = REFUSED
    match answer.status:
        case HTTPStatus.OK | HTTPStatus.CREATED | HTTPStatus.ACCEPTED | HTTPStatus.NO_CONTENT:
            found = SENT
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            found = GONE
        case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.NOT_ACCEPTABLE:
            pause = retry_after(answer.headers, now) or DEFAULT_PAUSE_SECONDS
            found = Verdict(DeliveryState.WAITING, pause=pause)
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE if not was_short:
            found = Verdict(DeliveryState.WAITING, is_short=True)
        case HTTPStatus.BAD_REQUEST | HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            mismatch = any(word in answer.text.lower() for word in MISMATCH)
            found = Verdict(DeliveryState.REFUSED, is_ours=not mismatch, key_mismatch=mismatch)
        case status if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            found = Verdict(DeliveryState.WAITING, pause=retry_after(answer.headers, now), is_down=True)
    return found


def retry_after(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds; 0 where it says none. Both forms of RFC 9110: seconds, and a date."""
    told = headers.get("retry-after", "").strip()
    if told.isdecimal():
        seconds = float(told[:9])
    else:
        try:
            at = parsedate_to_datetime(told)
        except (ValueError, TypeError, IndexError):
            return 0
        seconds = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
    return min(max(seconds, 0), LONGEST_PAUSE_SECONDS)
