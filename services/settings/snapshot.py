"""What everybody plans, page by page: for others to build their copies anew. The notes stay here."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from contracts.kinds import Kind
from contracts.settings import SettingsAfter, SettingsSnapshotPage, SomebodysSettings
from kit import cursor

LARGEST_SNAPSHOT = 5_000

PAGE = text("""
    select kind, person_id, contact_id, team_id, status, follow_up_at, version
    from settings.snapshot(:kind, :person_id, :contact_id, :limit)
""")

Place = tuple[Kind, UUID, UUID]
BEFORE_ALL: Place = (Kind.CONTACT, UUID(int=0), UUID(int=0))


def snapshot_page(connection: Connection, ask: SettingsAfter) -> SettingsSnapshotPage:
    """In the order of (kind, person, contact). Raises Invalid for an `after` that no page gave out."""
    kind, person_id, contact_id = place_from(ask.after) if ask.after else BEFORE_ALL
    place = {"kind": kind, "person_id": person_id, "contact_id": contact_id}
    rows = connection.execute(PAGE, {**place, "limit": ask.limit}).all()
    full = len(rows) == ask.limit
    return SettingsSnapshotPage(
        items=[SomebodysSettings.model_validate(row._mapping) for row in rows],  # noqa: SLF001  SQLAlchemy's public name
        next_after=after_of(rows[-1]) if full else None,
    )


def after_of(last: Row[Any]) -> str:
    return cursor.encode([last.kind, str(last.person_id), str(last.contact_id)])


def place_from(after: str) -> Place:
    match cursor.decode(after):
        case [str(kind), str(person_id), str(contact_id)]:
            try:
                return Kind(kind), UUID(person_id), UUID(contact_id)
            except ValueError:
                pass
    raise cursor.not_a_cursor()
