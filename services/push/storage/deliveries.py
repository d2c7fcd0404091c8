"""Keeps what is to ring, hands it out, and keeps what became of it."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, select, text

from contracts.journal import Entry
from contracts.kinds import Kind
from contracts.push import DeliveryState, Language, RingFor
from contracts.wire import Caller
from kit.database import act_for
from services.push.domain.ringing import Wishes
from services.push.tables import deliveries

LEASE_SECONDS = 30.0
"""Who has claimed one has so long to say what became of it; then it is another one's."""

ENQUEUE = text("""
    select push.enqueue(cast(:event_id as uuid), cast(:position as bigint), :what, cast(:at as timestamptz),
        cast(:people as uuid[]), cast(:conversation_id as uuid), cast(:number as bigint), cast(:kind as text),
        cast(:contact_id as uuid))
""")
CLAIM = text("""
    select *
    from push.claim(cast(:rooms as jsonb), :room, :holder, make_interval(secs => :lease)) as claimed
        left join lateral push.cause_of(claimed.id) on true
    order by at, position
""")
RECORD = text("select * from push.record(cast(:told as jsonb))")
PAUSE = text("select push.pause(:origin, :seconds)")


class What(StrEnum):
    """What a device rings for."""

    MESSAGE = "message"
    FOLLOW_UP = "follow_up"
    TEST = "test"


@dataclass(frozen=True)
class Device:
    endpoint: str
    p256dh: str
    auth: str
    public_key: str
    language: Language


class Claimed(NamedTuple):
    """A delivery that is this process's to see to, until its lease ends. `device` None: it has been removed."""

    holder: UUID
    team_id: UUID
    id: UUID
    person_id: UUID
    subscription_id: UUID
    position: int | None
    origin: str
    what: What
    conversation_id: UUID | None
    number: int | None
    kind: Kind | None
    contact_id: UUID | None
    at: datetime
    in_quiet_hours: bool
    is_short: bool
    attempts: int
    device: Device | None
    wishes: Wishes
    request_id: str | None
    traceparent: str | None
    """Of what it came of."""


class Outcome(NamedTuple):
    """What became of one. While it waits: for so many `seconds`."""

    id: UUID
    holder: UUID
    state: DeliveryState
    seconds: float = 0
    failed: bool = False
    in_quiet_hours: bool = False
    is_short: bool = False
    key_mismatch: bool = False


class Ended(NamedTuple):
    """A subscription that has ended."""

    team_id: UUID
    person_id: UUID
    subscription_id: UUID


class DeliveryBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def enqueue(self, entry: Entry, what: What, people: Collection[UUID], **of: Any) -> None:
        """One of each device of these people of the team. The same event again makes none."""
        nothing = dict.fromkeys(("conversation_id", "number", "kind", "contact_id"))
        told = {"event_id": entry.event_id, "position": entry.position, "at": entry.at}
        self.connection.execute(ENQUEUE, {**nothing, **of, **told, "what": what.value, "people": list(people)})

    def test(self, subscription_id: UUID, origin: str, who: Caller) -> UUID:
        """One of the asker's devices."""
        push_id = uuid4()
        row = {
            "team_id": who.team_id,
            "person_id": who.person_id,
            "id": push_id,
            "subscription_id": subscription_id,
            "event_id": uuid4(),
            "origin": origin,
            "what": What.TEST.value,
            "at": func.clock_timestamp(),
        }
        self.connection.execute(deliveries.insert().values(row))
        return push_id

    def received(self, id: UUID) -> UUID | None:
        """Of which of the asker's devices it is; None when it is none of theirs."""
        told = deliveries.update().where(deliveries.c.id == id)
        at = func.coalesce(deliveries.c.received_at, func.clock_timestamp())
        found: UUID | None = self.connection.execute(
            told.values(received_at=at).returning(deliveries.c.subscription_id)
        ).scalar()
        return found

    def claim(self, rooms: Mapping[str, int], room: int) -> list[Claimed]:
        """Of each push service as many as `rooms` says, or `room`; the oldest first."""
        holder = uuid4()
        asked = {"rooms": json.dumps(dict(rooms)), "room": room, "holder": holder, "lease": LEASE_SECONDS}
        return [claimed(row, holder) for row in self.connection.execute(CLAIM, asked)]

    def record(self, outcomes: Sequence[Outcome]) -> list[Ended]:
        """Of those that their holders have no more nothing is kept."""
        told = json.dumps([outcome._asdict() for outcome in outcomes], default=str)
        return [Ended(*row) for row in self.connection.execute(RECORD, {"told": told})]

    def pause(self, origin: str, seconds: float) -> None:
        self.connection.execute(PAUSE, {"origin": origin, "seconds": seconds})

    def forget(self, before: datetime, most: int) -> int:
        return int(self.connection.execute(select(func.push.forget_ended(before, most))).scalar_one())

    def forget_unseen(self, before: datetime, most: int) -> int:
        return int(self.connection.execute(select(func.push.forget_unseen(before, most))).scalar_one())

    def act_for(self, ended: Ended) -> None:
        act_for(self.connection, team_id=ended.team_id, person_id=ended.person_id)


def claimed(row: Any, holder: UUID) -> Claimed:
    has_device = row.endpoint is not None
    return Claimed(
        holder=holder,
        team_id=row.team_id,
        id=row.id,
        person_id=row.person_id,
        subscription_id=row.subscription_id,
        position=row.position,
        origin=row.origin,
        what=What(row.what),
        conversation_id=row.conversation_id,
        number=row.number,
        kind=Kind(row.kind) if row.kind else None,
        contact_id=row.contact_id,
        at=row.at,
        in_quiet_hours=row.in_quiet_hours,
        is_short=row.is_short,
        attempts=row.attempts,
        device=Device(row.endpoint, row.p256dh, row.auth, row.public_key, Language(row.language))
        if has_device
        else None,
        wishes=wishes(row),
        request_id=row.request_id,
        traceparent=row.traceparent,
    )


def wishes(row: Any) -> Wishes:
    """What nobody has chosen is as it begins."""
    if row.messages is None:
        return Wishes()
    quiet: tuple[time, time] | None = (row.quiet_since, row.quiet_until) if row.quiet_since is not None else None
    return Wishes(RingFor(row.messages), reminders=row.reminders, hide_text=row.hide_text, quiet=quiet)
