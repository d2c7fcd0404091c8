"""Whether a device rings, and when: decided at the moment at which it would ring, by what holds then."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts.conversations import ConversationKind, Notify
from contracts.push import DeliveryState, RingFor
from contracts.ringing import MessageFor

BELIEVED = timedelta(seconds=30)
"""So long it counts that a client said what its person has before their eyes."""
PATIENCE = timedelta(seconds=4)
"""What such a client has, to have seen a message."""
LOOK_AGAIN = 0.25
"""Seconds until it is looked at again meanwhile."""

SHORT_LIFE, LONG_LIFE = timedelta(hours=4), timedelta(hours=24)
"""For a channel's message, and for what is meant for the person alone."""

FIRST_WAIT, LONGEST_WAIT = 5.0, 3_600.0
"""Seconds between two attempts."""


@dataclass(frozen=True)
class Wishes:
    """A person's. `quiet` is from when to when by their clock; None: never."""

    messages: RingFor = RingFor.ALL
    reminders: bool = True
    hide_text: bool = False
    quiet: tuple[time, time] | None = None


@dataclass(frozen=True)
class Sight:
    """What one client said that its person has before their eyes. `position`: how far it has heard chat's journal."""

    conversation_id: UUID | None
    position: int
    at: datetime


@dataclass(frozen=True)
class Wait:
    """`in_quiet_hours`: until they are over."""

    seconds: float
    in_quiet_hours: bool = False


Decision = DeliveryState | Wait | None
"""An end, a wait, or None: it rings."""


@dataclass(frozen=True)
class Ring:
    """What it is about, and when it came. `position` is of its event; `was_quiet`: it has waited for quiet hours."""

    position: int
    at: datetime
    was_quiet: bool = False


def about_message(
    message: MessageFor | None, wishes: Wishes, sights: Sequence[Sight], ring: Ring, now: datetime
) -> Decision:
    """`message` is what chat says that it is to this person; None: nothing for them any more."""
    if message is None:
        return DeliveryState.WITHDRAWN
    if not wants(message, wishes):
        return DeliveryState.MUTED
    if now >= ring.at + lasting(life(message), ring):
        return DeliveryState.EXPIRED
    watching = [one for one in sights if one.conversation_id == message.conversation_id and now - one.at < BELIEVED]
    if message.is_read or any(one.position >= ring.position for one in watching):
        return DeliveryState.SEEN
    return Wait(LOOK_AGAIN) if watching and now - ring.at < PATIENCE else None


def about_follow_up(wishes: Wishes, ring: Ring, now: datetime) -> Decision:
    if not wishes.reminders:
        return DeliveryState.MUTED
    return DeliveryState.EXPIRED if now >= ring.at + lasting(LONG_LIFE, ring) else None


def lasting(life: timedelta, ring: Ring) -> timedelta:
    """What came in quiet hours, of which there are less than a day, is as long news after them."""
    return life + timedelta(days=1) if ring.was_quiet else life


def wants(message: MessageFor, wishes: Wishes) -> bool:
    if message.notify == Notify.NONE or wishes.messages == RingFor.NONE:
        return False
    if message.is_mentioned:
        return True
    if message.notify == Notify.MENTIONS:
        return False
    return wishes.messages == RingFor.ALL or message.kind == ConversationKind.DIRECT


def is_personal(message: MessageFor) -> bool:
    return message.is_mentioned or message.kind == ConversationKind.DIRECT


def life(message: MessageFor) -> timedelta:
    return LONG_LIFE if is_personal(message) else SHORT_LIFE


def quiet_for(quiet: tuple[time, time] | None, zone: str, now: datetime) -> timedelta | None:
    """How long the quiet hours go on; None when there are none now. On a day without such a time, as clocks have it."""
    if quiet is None or quiet[0] == quiet[1]:
        return None
    since, until = quiet
    local = now.astimezone(ZoneInfo(zone))
    clock = local.time().replace(tzinfo=None)
    over_midnight = until < since
    if not (since <= clock < until or (over_midnight and (clock >= since or clock < until))):
        return None
    day = local.date() + timedelta(days=1) if over_midnight and clock >= since else local.date()
    end = datetime.combine(day, until, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return max(end - now, timedelta(seconds=1))


def next_attempt(attempts: int) -> float:
    """Seconds, after so many that failed: full jitter, so that they do not all come back at once."""
    longest = min(FIRST_WAIT * 2 ** min(attempts, 20), LONGEST_WAIT)
    return random.uniform(0, longest)  # noqa: S311  only spreads them out
