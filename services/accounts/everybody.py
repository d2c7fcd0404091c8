"""Everybody of every team, page by page: for others to build anew what they keep of it."""

from sqlalchemy import Connection, text

from contracts.accounts import PeopleAfter, PeoplePage, TeamsPerson
from kit import cursor

LARGEST_EVERYBODY = 5_000

PAGE = text("select team_id, person_id, active, version from accounts.everybody(:team_id, :person_id, :limit)")


def people_page(connection: Connection, ask: PeopleAfter) -> PeoplePage:
    """In the order of (team, person). Raises Invalid for an `after` that no page gave out."""
    team_id, person_id = cursor.pair_after(ask.after)
    rows = connection.execute(PAGE, {"team_id": team_id, "person_id": person_id, "limit": ask.limit}).all()
    items = [TeamsPerson.model_validate(row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's public name
    is_full = len(items) == ask.limit
    next_after = cursor.after_pair((items[-1].team_id, items[-1].person_id)) if is_full else None
    return PeoplePage(items=items, next_after=next_after)
