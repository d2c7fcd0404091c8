"""Keeps what people plan. Knows only the caller's own rows, and Postgres sees to it a second time."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    Table,
    Uuid,
    bindparam,
    exists,
    func,
    literal,
    select,
    text,
    true,
    tuple_,
    union_all,
)

from contracts.kinds import Kind
from contracts.settings import PersonalSettings, PersonalSettingsChanged, Settings
from contracts.wire import LARGEST_BATCH, NotTheCaller
from kit import cursor
from kit.database import act_for
from kit.journal.announcing import Journal
from kit.planning import AS_WRITTEN, looked_up, plan
from services.settings.domain import Span
from services.settings.tables import TABLES, archived_contacts, redirects

COLUMNS = ("contact_id", "status", "follow_up_at", "follow_up_note", "version")

JUST = timedelta(minutes=1)
"""So long may those who hear of a change be behind, before somebody could miss their own."""


class Person(Protocol):
    @property
    def team_id(self) -> UUID: ...
    @property
    def person_id(self) -> UUID: ...


class PersonalBook:
    """One transaction's view of one person's settings."""

    def __init__(self, connection: Connection, person: Person | None) -> None:
        self.connection = connection
        self.person = person
        self.journal = Journal(connection, Settings)

    @property
    def owner(self) -> Person:
        if self.person is None:
            raise NotTheCaller("Personal settings are somebody's.")
        return self.person

    def of(self, person: Person) -> "PersonalBook":
        """That person's, in the same transaction, which acts for them from here on."""
        act_for(self.connection, team_id=person.team_id, person_id=person.person_id)
        return PersonalBook(self.connection, person)

    def settings_of(self, kind: Kind, contact_id: UUID) -> PersonalSettings:
        """Those with its survivor, if the contact was merged away.

        Locked until the transaction ends, also while there is no row yet: two devices change it in turn. A merge waits
        as well, and then carries what was changed.
        """
        lock = text("""
            select pg_advisory_xact_lock_shared(hashtextextended(:contact, 0)),
                pg_advisory_xact_lock(hashtextextended(:person || :contact, 0))
        """)
        self.connection.execute(lock, {"person": str(self.owner.person_id), "contact": str(contact_id)})
        asked = select(literal(contact_id, Uuid).label("id")).subquery()
        table = TABLES[kind]
        away = (redirects.c.team_id == self.owner.team_id) & (redirects.c.merged_id == asked.c.id)
        own = (table.c.person_id == self.owner.person_id) & (table.c.contact_id == asked.c.id)
        here = asked.outerjoin(redirects, away & (redirects.c.kind == kind)).outerjoin(table, own)
        found = self.connection.execute(select(redirects.c.survivor_id, *shown(kind, table)).select_from(here)).one()
        if found.survivor_id:
            return self.settings_of(kind, found.survivor_id)
        return settings_from(found) if found.version else PersonalSettings(kind=kind, contact_id=contact_id)

    def settings_of_many(self, kind: Kind, contact_ids: Sequence[UUID]) -> list[PersonalSettings]:
        asked = {"ids": list(dict.fromkeys(contact_ids)), "owner_id": self.owner.person_id}
        return [settings_from(row) for row in self.connection.execute(of_many(kind), asked)]

    def keep(self, settings: PersonalSettings) -> None:
        table = TABLES[settings.kind]
        planned = {
            "status": settings.status,
            "follow_up_at": settings.follow_up_at,
            "follow_up_note": settings.follow_up_note,
            "version": settings.version,
        }
        if settings.version == 1:
            who = {"person_id": self.owner.person_id, "team_id": self.owner.team_id}
            self.connection.execute(table.insert().values(**who, contact_id=settings.contact_id, **planned))
        else:
            own = (table.c.person_id == self.owner.person_id) & (table.c.contact_id == settings.contact_id)
            self.connection.execute(table.update().where(own).values(**planned, updated_at=func.now()))

    def announce(self, settings: PersonalSettings) -> None:
        """As they became; to their person alone."""
        event = PersonalSettingsChanged(person_id=self.owner.person_id, settings=settings)
        self.journal.announce(event, team_id=self.owner.team_id, to=[self.owner.person_id])

    def just_changed(self, kind: Kind) -> list[PersonalSettings]:
        """The newest first."""
        table = TABLES[kind]
        recent = self.mine(kind).where(table.c.updated_at > func.now() - JUST)
        newest = recent.order_by(table.c.updated_at.desc()).limit(LARGEST_BATCH)
        return [settings_from(row) for row in self.connection.execute(newest)]

    def follow_ups(self, span: Span, *, after: str | None, limit: int) -> tuple[list[PersonalSettings], str | None]:
        """One page, earliest first, and the cursor of the next. Those of archived contacts are left out."""
        place = place_from(after) if after else None
        plan(self.connection, AS_WRITTEN)
        # Each list brings its own first rows, from its index; only these few are sorted together.
        lists = [
            self.mine(kind)
            .where(*inside(table, span), is_in_use(table), *([beyond(table, kind, place)] if place else []))
            .order_by(table.c.follow_up_at, table.c.contact_id)
            .limit(limit + 1)
            .subquery()
            for kind, table in TABLES.items()
        ]
        both = union_all(*(select(one) for one in lists)).subquery()
        page = select(both).order_by(both.c.follow_up_at, both.c.kind, both.c.contact_id).limit(limit + 1)
        rows = self.connection.execute(page).all()
        items = [settings_from(row) for row in rows[:limit]]
        return items, (cursor_of(items[-1]) if len(rows) > limit else None)

    def mine(self, kind: Kind) -> Select[Any]:
        table = TABLES[kind]
        return select(*shown(kind, table)).where(table.c.person_id == self.owner.person_id)


def shown(kind: Kind, rows: FromClause) -> list[ColumnElement[Any]]:
    return [literal(kind.value).label("kind"), *(rows.c[name] for name in COLUMNS)]


@cache
def of_many(kind: Kind) -> Select[Any]:
    """Those of `owner_id` with `ids`. Made once: to make it takes longer than to carry it out."""
    table = TABLES[kind]
    asked = func.unnest(bindparam("ids", type_=ARRAY(Uuid))).table_valued("id").render_derived()
    one = looked_up(table, "contact_id", asked.c.id, table.c.person_id == bindparam("owner_id"))
    return select(*shown(kind, one)).select_from(asked.join(one, true()))


def settings_from(row: Row[Any]) -> PersonalSettings:
    values = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it
    follow_up_at = values.pop("follow_up_at")
    return PersonalSettings(follow_up_at=follow_up_at and follow_up_at.astimezone(UTC), **values)


def inside(table: Table, span: Span) -> Iterator[ColumnElement[bool]]:
    if span.start is not None:
        yield table.c.follow_up_at >= span.start
    if span.end is not None:
        yield table.c.follow_up_at < span.end


def is_in_use(table: Table) -> ColumnElement[bool]:
    """The contact is not archived, as far as settings has heard."""
    away = archived_contacts.c
    return ~exists().where(away.team_id == table.c.team_id, away.contact_id == table.c.contact_id, away.archived)


Place = tuple[datetime, Kind, UUID]


def cursor_of(last: PersonalSettings) -> str:
    return cursor.encode([last.follow_up_at and last.follow_up_at.isoformat(), last.kind, str(last.contact_id)])


def place_from(after: str) -> Place:
    match cursor.decode(after):
        case [str(at), str(kind), str(contact_id)]:
            try:
                return datetime.fromisoformat(at).astimezone(UTC), Kind(kind), UUID(contact_id)
            except (ValueError, OverflowError):
                pass
    raise cursor.not_a_cursor()


def beyond(table: Table, kind: Kind, place: Place) -> ColumnElement[bool]:
    """What comes after `place` in the order of time, kind, id: written so that one index serves it."""
    at, kind_there, contact_id = place
    if kind == kind_there:
        return tuple_(table.c.follow_up_at, table.c.contact_id) > tuple_(at, contact_id)
    return table.c.follow_up_at >= at if kind > kind_there else table.c.follow_up_at > at
