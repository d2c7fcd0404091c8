"""How people are called, every team's: for who rings them."""

from sqlalchemy import Connection, text

from contracts.ringing import Called, CalledList, MembersAsked

FOUND = text("select * from accounts.called(:teams, :people)")


def called(connection: Connection, ask: MembersAsked) -> CalledList:
    asked = {
        "teams": [one.team_id for one in ask.items],
        "people": [one.person_id for one in ask.items],
    }
    rows = connection.execute(FOUND, asked)
    return CalledList(items=[Called.model_validate(row._mapping) for row in rows])  # noqa: SLF001  SQLAlchemy's public name
