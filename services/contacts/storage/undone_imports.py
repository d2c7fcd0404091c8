"""Keeps what becomes of an import's contacts when it is undone. What the import did is read from the history."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Row,
    Select,
    TableValuedAlias,
    Uuid,
    and_,
    any_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
)

from contracts.history import FieldChange, Happening
from contracts.imports import UndoneRow
from contracts.records import Contact
from kit.planning import AS_WRITTEN, each_of, plan
from services.contacts.domain.undo import Touched
from services.contacts.storage.contacts import SHOWN, contact_of
from services.contacts.tables import call_logs, contacts, history, undone_rows

TOLD = ("id", "contact_id", "what", "version", "changes", "import_row")
MERGES = (Happening.MERGED, Happening.MERGED_AWAY)


class UndoBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def did_anything(self, import_id: UUID) -> bool:
        return bool(self.connection.execute(select(exists().where(*of_rows(import_id)))).scalar())

    def next_entries(self, undone: Row[Any], most: int) -> Sequence[Row[int, UUID]]:
        """Of what the import did: the history's ids and contacts, from where the batch before ended."""
        plan(self.connection, AS_WRITTEN)
        wanted = (
            select(history.c.id, history.c.contact_id)
            .where(*of_rows(undone.id), history.c.id > undone.undone_until)
            .order_by(history.c.import_id, history.c.id)
            .limit(most)
        )
        return self.connection.execute(wanted).all()

    def touched(self, undone: Row[Any], contact_ids: Sequence[UUID]) -> list[Touched]:
        """All that the import did to these, unless a batch before has undone it, and whether they were merged since.

        Of each contact in the order in which it happened.
        """
        asked = each_of(contact_ids)
        # Between it and itself, and in order: where sorting is off, no other index serves.
        of_contact = (
            select(*(history.c[name] for name in TOLD))
            .where(history.c.contact_id.between(asked.c.id, asked.c.id))
            .where(or_(and_(*of_rows(undone.id)), history.c.what.in_(MERGES)))
            .order_by(history.c.contact_id, history.c.id)
            .lateral("of_contact")
        )
        wanted = select(*of_contact.c).select_from(asked.join(of_contact, true()))
        known: dict[UUID, Touched] = {}
        done = set()
        for entry in self.connection.execute(wanted):
            touched = known.get(entry.contact_id)
            if entry.import_row is None:
                if touched:
                    touched.was_merged = True
                continue
            if touched is None:
                created = entry.what == Happening.IMPORTED
                touched = known[entry.contact_id] = Touched(entry.contact_id, entry.import_row, was_created=created)
                if entry.id <= undone.undone_until:
                    done.add(entry.contact_id)
            touched.add(entry.version, {name: FieldChange(**change) for name, change in entry.changes.items()})
        return [touched for touched in known.values() if touched.contact_id not in done]

    def locked(self, contact_ids: Sequence[UUID]) -> dict[UUID, Contact]:
        """Those that are there. Nobody else changes or calls them until the transaction ends."""
        # Asked for an order, Postgres would rather read all of the team in it.
        wanted = select(*SHOWN).where(among(contacts.c.id, contact_ids)).with_for_update()
        return {row.id: contact_of(row) for row in self.connection.execute(wanted)}

    def in_use(self, contact_ids: Sequence[UUID]) -> set[UUID]:
        """Those that were called, or that anybody at all plans with: not said which, for nobody's plans are told."""
        asked = each_of(contact_ids)
        called = select(asked.c.id).where(exists().where(call_logs.c.contact_id == asked.c.id))
        planned: Select[UUID] = select(planned_with(contact_ids).c.id)
        return {contact_id for found in (called, planned) for contact_id in self.connection.execute(found).scalars()}

    def remove(self, contact_ids: Sequence[UUID]) -> None:
        if contact_ids:
            self.connection.execute(delete(contacts).where(among(contacts.c.id, contact_ids)))

    def keep(self, undone: Row[Any], rows: Sequence[Mapping[str, Any]]) -> None:
        owned = {"team_id": undone.team_id, "import_id": undone.id}
        if rows:
            self.connection.execute(insert(undone_rows), [{**owned, **row} for row in rows])

    def page(self, import_id: UUID, after: int, limit: int) -> list[UndoneRow]:
        wanted = (
            select(*(undone_rows.c[name] for name in UndoneRow.model_fields))
            .where(undone_rows.c.import_id == import_id, undone_rows.c.number > after)
            .order_by(undone_rows.c.number)
            .limit(limit)
        )
        rows = self.connection.execute(wanted)
        return [UndoneRow.model_validate(row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's public name


def of_rows(import_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return history.c.import_id == import_id, history.c.import_row.is_not(None)


def among(id: ColumnElement[Any], wanted: Sequence[UUID]) -> ColumnElement[bool]:
    return id == any_(ids(wanted))


def ids(wanted: Sequence[UUID]) -> ColumnElement[Any]:
    return literal(list(wanted), ARRAY(Uuid))


def planned_with(contact_ids: Sequence[UUID]) -> TableValuedAlias:
    return func.contacts.planned_with(ids(contact_ids)).table_valued("id").render_derived(name="planned")
