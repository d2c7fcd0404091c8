"""Writes made-up contacts, calls and plans in bulk, as each service's own role and by its own rules and tables."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Protocol
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, select

from contracts.contacts import RecentSettings
from contracts.kinds import Kind
from deploy.local.demo import generate
from kit.database import act_for
from services.contacts.storage.contacts import columns
from services.contacts.storage.personal_settings import PersonalSettingsBook
from services.contacts.tables import call_logs, contacts
from services.settings.tables import TABLES as PLANS

BATCH = 2_000
OWNED = 0.7
ZONE = "Europe/Stockholm"


class Wanted(Protocol):
    @property
    def most_calls(self) -> int: ...
    @property
    def planned(self) -> float: ...


class Writer:
    def __init__(
        self,
        engines: Mapping[str, Engine],
        team_id: UUID,
        people: Sequence[UUID],
        size: Wanted,
        progress: Callable[[str, int, int], None],
    ) -> None:
        self.engines = engines
        self.team_id = team_id
        self.people = people
        self.size = size
        self.progress = progress
        self.now = datetime.now(UTC)

    def fill(self, kind: Kind, wanted: int) -> None:
        """Each batch with its calls is one transaction; then what each person plans with the whole list."""
        label = {Kind.CONTACT: "contacts and their calls", Kind.TMA: "candidates and their calls"}[kind]
        there = len(self.ids(kind))
        for start in range(there, wanted, BATCH):
            self.progress(label, start, wanted)
            random = Random(f"{kind} {start}")
            with self.engines["contacts"].begin() as connection:
                act_for(connection, team_id=self.team_id, person_id=self.people[0])
                self.add_batch(connection, random, kind, min(BATCH, wanted - start))
        self.progress(label, wanted, wanted)
        ids = self.ids(kind)
        for number, person_id in enumerate(self.people):
            self.progress("what each person plans", number, len(self.people))
            self.plan(kind, person_id, ids)
            self.copy(kind, person_id)
        self.progress("what each person plans", len(self.people), len(self.people))

    def ids(self, kind: Kind) -> list[UUID]:
        with self.engines["contacts"].begin() as connection:
            act_for(connection, team_id=self.team_id, person_id=self.people[0])
            return list(
                connection.scalars(select(contacts.c.id).where(contacts.c.kind == kind).order_by(contacts.c.id))
            )

    def add_batch(self, connection: Connection, random: Random, kind: Kind, count: int) -> None:
        rows = []
        logs: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
        for _ in range(count):
            calls = generate.calls(random, at_most=self.size.most_calls, now=self.now)
            row = self.contact_row(random, kind, calls[-1].called_at if calls else None)
            rows.append(row)
            for call in calls:
                person_id = random.choice(self.people)
                logs[person_id].append(self.log_row(kind, row["id"], person_id, call))
        connection.execute(contacts.insert(), rows)
        for person_id, own in logs.items():
            act_for(connection, team_id=self.team_id, person_id=person_id)
            connection.execute(call_logs.insert(), own)

    def contact_row(self, random: Random, kind: Kind, last_called_at: datetime | None) -> dict[str, Any]:
        created_at = self.now - timedelta(days=random.triangular(61, 900, 70))
        owner_id = random.choice(self.people) if random.random() < OWNED else None
        fields = generate.contact(random, kind).model_copy(update={"owner_id": owner_id})
        return {
            "id": uuid4(),
            "team_id": self.team_id,
            "kind": kind,
            "created_by": random.choice(self.people),
            "created_at": created_at,
            "updated_at": created_at,
            "last_called_at": last_called_at,
            **columns(fields),
        }

    def log_row(self, kind: Kind, contact_id: UUID, person_id: UUID, call: generate.MadeCall) -> dict[str, Any]:
        return {
            "id": uuid4(),
            "team_id": self.team_id,
            "contact_id": contact_id,
            "kind": kind,
            "person_id": person_id,
            "outcome": call.outcome,
            "called_at": call.called_at,
            "duration_seconds": call.duration_seconds,
            "note": call.note,
            "created_at": call.called_at,
        }

    def plan(self, kind: Kind, person_id: UUID, ids: Sequence[UUID]) -> None:
        """Tops up to the share of the list that a person plans with; what they planned themselves is not touched."""
        table = PLANS[kind]
        random = Random(f"{kind} {person_id}")
        with self.engines["settings"].begin() as connection:
            act_for(connection, team_id=self.team_id, person_id=person_id)
            planned = set(connection.scalars(select(table.c.contact_id)))
            wanted = int(len(ids) * self.size.planned) - len(planned)
            free = [contact_id for contact_id in ids if contact_id not in planned]
            chosen = random.sample(free, max(0, wanted))
            rows = [self.plan_row(random, kind, person_id, contact_id) for contact_id in chosen]
            if rows:
                connection.execute(table.insert(), rows)

    def plan_row(self, random: Random, kind: Kind, person_id: UUID, contact_id: UUID) -> dict[str, Any]:
        made = generate.plan(random, kind, now=self.now, zone=ZONE)
        return {
            "person_id": person_id,
            "contact_id": contact_id,
            "team_id": self.team_id,
            "status": made.status,
            "follow_up_at": made.follow_up_at,
            "follow_up_note": made.follow_up_note,
            "version": 1,
            # What is past was due before anybody came.
            "announced_for": made.follow_up_at if made.follow_up_at and made.follow_up_at <= self.now else None,
        }

    def copy(self, kind: Kind, person_id: UUID) -> None:
        """As contacts would hear of it, event by event."""
        table = PLANS[kind]
        with self.engines["settings"].begin() as connection:
            act_for(connection, team_id=self.team_id, person_id=person_id)
            own = select(*(table.c[name] for name in RecentSettings.model_fields))
            told = [(kind, RecentSettings.model_validate(dict(row))) for row in connection.execute(own).mappings()]
        for start in range(0, len(told), BATCH):
            with self.engines["contacts"].begin() as connection:
                act_for(connection, team_id=self.team_id, person_id=person_id)
                PersonalSettingsBook(connection).keep(person_id, told[start : start + BATCH])
