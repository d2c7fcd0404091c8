"""Which contacts are archived or merged away, every team's, page by page: others build anew what they keep of it."""

from sqlalchemy import Connection, text

from contracts.contacts import ArchivedAfter, ArchivedContact, ArchivedContactsPage
from kit import cursor

LARGEST_ARCHIVED = 5_000

PAGE = text("select * from contacts.archived(:team_id, :contact_id, :limit)")


def archived_page(connection: Connection, ask: ArchivedAfter) -> ArchivedContactsPage:
    """In the order of (team, contact). Raises Invalid for an `after` that no page gave out."""
    team_id, contact_id = cursor.pair_after(ask.after)
    rows = connection.execute(PAGE, {"team_id": team_id, "contact_id": contact_id, "limit": ask.limit}).all()
    items = [ArchivedContact.model_validate(row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's public name
    is_full = len(items) == ask.limit
    next_after = cursor.after_pair((items[-1].team_id, items[-1].contact_id)) if is_full else None
    return ArchivedContactsPage(items=items, next_after=next_after)
