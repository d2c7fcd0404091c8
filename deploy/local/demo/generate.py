"""Makes up people to call, the calls that were made, and what was planned. The same seed makes the same."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from unicodedata import combining, normalize
from zoneinfo import ZoneInfo

from contracts.contacts import Outcome
from contracts.kinds import Kind
from contracts.records import ContactFields
from contracts.settings import ContactStatus, Status, TmaStatus
from deploy.local.demo.names import (
    CALL_NOTES,
    CANDIDATE_TAGS,
    CANDIDATE_TITLES,
    FIRM_BRANCHES,
    FIRM_FORMS,
    FIRM_STEMS,
    FIRST_NAMES,
    LAST_NAMES,
    PLAN_NOTES,
    TAGS,
    TITLES,
)

MOBILE_PREFIXES = ("70", "72", "73", "76", "79")
LANDLINE_AREAS = ("8", "31", "40", "18", "19", "21", "46", "54", "90")
OUTCOMES = (
    [Outcome.NO_ANSWER] * 8
    + [Outcome.CONNECTED] * 6
    + [Outcome.VOICEMAIL] * 3
    + [Outcome.BUSY, Outcome.WRONG_NUMBER, Outcome.NOT_INTERESTED]
)
STATUSES: dict[Kind, list[Status]] = {
    Kind.CONTACT: [ContactStatus.WORKING, ContactStatus.WORKING, ContactStatus.FOLLOW_UP, ContactStatus.HOT],
    Kind.TMA: [TmaStatus.A, TmaStatus.B, TmaStatus.B, TmaStatus.C],
}


@dataclass(frozen=True)
class MadeCall:
    outcome: Outcome
    called_at: datetime
    duration_seconds: int | None
    note: str


@dataclass(frozen=True)
class MadePlan:
    status: Status | None
    follow_up_at: datetime | None
    follow_up_note: str


def plain(text: str) -> str:
    """`Åsa Öberg` as it stands in an e-mail address."""
    letters = normalize("NFD", text.casefold().replace("ø", "o").replace("ı", "i").replace("ł", "l"))
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum() and not combining(letter))


def person_name(random: Random) -> str:
    return f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}"


def firm(random: Random) -> str:
    return f"{random.choice(FIRM_STEMS)} {random.choice(FIRM_BRANCHES)} {random.choice(FIRM_FORMS)}"


def mobile(random: Random) -> str:
    return f"+46{random.choice(MOBILE_PREFIXES)}{random.randint(2_000_000, 9_999_999)}"


def landline(random: Random) -> str:
    area = random.choice(LANDLINE_AREAS)
    digits = 8 - len(area)
    return f"+46{area}{random.randint(2 * 10 ** (digits - 1), 10**digits - 1)}"


def contact(random: Random, kind: Kind) -> ContactFields:
    name = person_name(random)
    first, _, last = name.partition(" ")
    phones = [mobile(random)]
    if kind is Kind.TMA:
        address = f"{plain(first)}.{plain(last)}{random.randint(1, 99)}@post.example"
        return ContactFields(
            name=name,
            title=random.choice(CANDIDATE_TITLES),
            phones=phones,
            emails=[address] if random.random() < 0.85 else [],
            tags=random.sample(CANDIDATE_TAGS, random.randint(0, 3)),
        )
    company = firm(random)
    if random.random() < 0.3:
        phones.append(landline(random))
    domain = "-".join(plain(word) for word in company.split()[:2])
    return ContactFields(
        name=name,
        company=company,
        title=random.choice(TITLES),
        phones=phones,
        emails=[f"{plain(first)}.{plain(last)}@{domain}.example"] if random.random() < 0.8 else [],
        tags=random.sample(TAGS, random.choice((0, 0, 1, 1, 2))),
    )


def calls(random: Random, *, at_most: int, now: datetime) -> list[MadeCall]:
    """Of one contact, in working hours of the last 60 days, newest last; many were never called."""
    made = [call(random, now) for _ in range(max(0, random.randint(-at_most, at_most)))]
    return sorted((one for one in made if one.called_at < now), key=lambda one: one.called_at)


def workday(day: datetime) -> datetime:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def call(random: Random, now: datetime) -> MadeCall:
    day = workday(now - timedelta(days=int(random.triangular(0, 60, 5))))
    called_at = day.replace(hour=random.randint(7, 15), minute=random.randint(0, 59), second=random.randint(0, 59))
    outcome = random.choice(OUTCOMES)
    talked = outcome in (Outcome.CONNECTED, Outcome.NOT_INTERESTED)
    return MadeCall(
        outcome=outcome,
        called_at=called_at,
        duration_seconds=random.randint(35, 900) if talked else random.randint(5, 40),
        note=random.choice(CALL_NOTES) if talked else "",
    )


def plan(random: Random, kind: Kind, *, now: datetime, zone: str) -> MadePlan:
    """A status, a follow-up, or both: neither implies the other."""
    status = random.choice(STATUSES[kind]) if random.random() < 0.85 else None
    if status is not None and random.random() < 0.5:
        return MadePlan(status, None, "")
    local = now.astimezone(ZoneInfo(zone))
    days = random.choice((-9, -3, -2, -1, 0, 0, 0, 1, 1, 2, 3, 5, 7, 14, 30))
    # Whoever looks on a Sunday shall see something due today all the same.
    day = (workday(local + timedelta(days=days)) if days else local).date()
    at = datetime.combine(day, time(random.randint(8, 16), random.choice((0, 15, 30, 45))), ZoneInfo(zone))
    return MadePlan(status, at.astimezone(UTC), random.choice(PLAN_NOTES))
