"""How contacts are called, every team's: for who reminds of them."""

from sqlalchemy import Connection, text

from contracts.ringing import ContactName, ContactNames, NamesOf

FOUND = text("select * from contacts.names_of(:teams, :kinds, :ids)")


def names_of(connection: Connection, ask: NamesOf) -> ContactNames:
    asked = {
        "teams": [one.team_id for one in ask.items],
        "kinds": [one.kind.value for one in ask.items],
        "ids": [one.contact_id for one in ask.items],
    }
    rows = connection.execute(FOUND, asked)
    return ContactNames(items=[ContactName.model_validate(row._mapping) for row in rows])  # noqa: SLF001  SQLAlchemy's public name
