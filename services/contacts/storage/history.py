"""Keeps what happened to contacts, in the transaction in which it happens. Nothing of it is ever changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, true

from contracts.history import Happening, HistoryEntry, HistoryOf, HistoryPage
from contracts.kinds import Kind
from contracts.records import Contact
from contracts.wire import Caller
from kit import cursor
from kit.planning import AS_WRITTEN, each_of, plan
from services.contacts.domain.history import Changes
from services.contacts.storage.many import many
from services.contacts.tables import history


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry to be kept. `version` is the contact's after it."""

    contact_id: UUID
    kind: Kind
    what: Happening
    version: int
    changes: Changes = field(default_factory=dict)
    call_log_id: UUID | None = None
    import_id: UUID | None = None
    import_row: int | None = None
    merge_id: UUID | None = None


class HistoryBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(
        self,
        who: Caller,
        what: Happening,
        contact: Contact,
        changes: Changes | None = None,
        *,
        call_log_id: UUID | None = None,
        merge_id: UUID | None = None,
    ) -> None:
        """`contact` as it is after that."""
        happened = Happened(
            contact_id=contact.id,
            kind=contact.kind,
            what=what,
            version=contact.version,
            changes=changes or {},
            call_log_id=call_log_id,
            merge_id=merge_id,
        )
        self.add_all([happened], team_id=who.team_id, person_id=who.person_id)

    def add_all(self, several: Iterable[Happened], *, team_id: UUID, person_id: UUID) -> None:
        rows = [{"team_id": team_id, "person_id": person_id, **columns(happened)} for happened in several]
        if rows:
            self.connection.execute(history.insert().from_select(list(rows[0]), many(history, rows)))

    def page(self, ask: HistoryOf, contact_ids: Sequence[UUID]) -> HistoryPage:
        """Of all of these contacts, the newest first."""
        plan(self.connection, AS_WRITTEN)
        asked = each_of(contact_ids)
        newest = (
            select(history.c.id, *(history.c[name] for name in HistoryEntry.model_fields))
            .where(history.c.contact_id == asked.c.id, history.c.id < cursor.place_among_newest(ask.cursor))
            .order_by(history.c.id.desc())
            .limit(ask.limit + 1)
            .lateral("newest")
        )
        page = select(newest).select_from(asked.join(newest, true())).order_by(newest.c.id.desc()).limit(ask.limit + 1)
        rows = self.connection.execute(page).all()
        more = len(rows) > ask.limit
        return HistoryPage(
            items=[entry_of(row) for row in rows[: ask.limit]],
            next_cursor=cursor.encode([rows[ask.limit - 1].id]) if more else None,
        )


def columns(happened: Happened) -> dict[str, Any]:
    changes = {field: change.model_dump(mode="json") for field, change in happened.changes.items()}
    return {name: getattr(happened, name) for name in Happened.__slots__} | {"changes": changes}


def entry_of(row: Row[Any]) -> HistoryEntry:
    return HistoryEntry.model_validate(row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it
