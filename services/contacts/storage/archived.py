"""Which contacts are archived or merged away, every team's, page by page: others build anew what they keep of it."""

from uuid import UUID

from sqlalchemy import Connection, text

from contracts.contacts import ArchivedAfter, ArchivedContact, ArchivedContactsPage
from kit import cursor

LARGEST_ARCHIVED = 5_000

PAGE = text("select * from contacts.archived(:team_id, :contact_id, :limit)")

Place = tuple[UUID, UUID]
BEFORE_ALL: Place = (UUID(int=0), UUID(int=0))


def archived_page(connection: Connection, ask: ArchivedAfter) -> ArchivedContactsPage:
    """In the order of (team, contact). Raises Invalid for an `after` that no page gave out."""
    team_id, contact_id = place_from(ask.after) if ask.after else BEFORE_ALL
    rows = connection.execute(PAGE, {"team_id": team_id, "contact_id": contact_id, "limit": ask.limit}).all()
    items = [ArchivedContact.model_validate(row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's public name
    return ArchivedContactsPage(items=items, next_after=after_of(items[-1]) if len(items) == ask.limit else None)


def after_of(last: ArchivedContact) -> str:
    return cursor.encode([str(last.team_id), str(last.contact_id)])


def place_from(after: str) -> Place:
    match cursor.decode(after):
        case [str(team_id), str(contact_id)]:
            try:
                return UUID(team_id), UUID(contact_id)
            except ValueError:
                pass
    raise cursor.not_a_cursor()
