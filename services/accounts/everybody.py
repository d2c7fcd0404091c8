"""Everybody of every team, page by page: for others to build anew what they keep of it."""

from uuid import UUID

from sqlalchemy import Connection, text

from contracts.accounts import PeopleAfter, PeoplePage, TeamsPerson
from kit import cursor

LARGEST_EVERYBODY = 5_000

PAGE = text("select team_id, person_id, active, version from accounts.everybody(:team_id, :person_id, :limit)")

Place = tuple[UUID, UUID]
BEFORE_ALL: Place = (UUID(int=0), UUID(int=0))


def people_page(connection: Connection, ask: PeopleAfter) -> PeoplePage:
    """In the order of (team, person). Raises Invalid for an `after` that no page gave out."""
    team_id, person_id = place_from(ask.after) if ask.after else BEFORE_ALL
    rows = connection.execute(PAGE, {"team_id": team_id, "person_id": person_id, "limit": ask.limit}).all()
    items = [TeamsPerson.model_validate(row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's public name
    return PeoplePage(items=items, next_after=after_of(items[-1]) if len(items) == ask.limit else None)


def after_of(last: TeamsPerson) -> str:
    return cursor.encode([str(last.team_id), str(last.person_id)])


def place_from(after: str) -> Place:
    match cursor.decode(after):
        case [str(team_id), str(person_id)]:
            try:
                return UUID(team_id), UUID(person_id)
            except ValueError:
                pass
    raise cursor.not_a_cursor()
