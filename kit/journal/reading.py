"""Reading a journal by position: for listeners that missed something, and for browsers that were away."""

from typing import Any

from sqlalchemy import Connection, Row, any_, literal, or_, select

from contracts.journal import LARGEST_EVENTS_PAGE, Entry, EventPage, EventsSince, Head
from contracts.wire import Invalid, Service
from kit.database import Transactions, act_for_all
from kit.journal.tables import head_in, journal_in


def events_since(store: Transactions[Any], contract: type[Service], ask: EventsSince) -> EventPage:
    """What `contract.events_since` answers. Raises Invalid for a limit that is out of range."""
    if not 0 <= ask.limit <= LARGEST_EVENTS_PAGE:
        raise Invalid.of("limit", "range", f"limit is 0 to {LARGEST_EVENTS_PAGE}, not {ask.limit}.")
    with store.transaction():
        act_for_all(store.connection)
        # The head before the rows: what is numbered in between is on the next page. The floor after them: what is
        # taken away in between is not on this one.
        head = head_of(store.connection, contract.name).head
        found = read(store.connection, contract.name, ask, head)
        after = head_of(store.connection, contract.name)
        return EventPage(epoch=after.epoch, floor=after.floor, head=head, **found)


def head_of(connection: Connection, schema: str) -> Head:
    table = head_in(schema)
    row = connection.execute(select(table.c.epoch, table.c.floor, table.c.head)).one()
    return Head(epoch=row.epoch, floor=row.floor, head=row.head)


def read(connection: Connection, schema: str, ask: EventsSince, head: int) -> dict[str, Any]:
    if ask.limit == 0 or ask.position >= head:
        return {"entries": [], "through": min(ask.position, head)}
    table = journal_in(schema)
    wanted = select(table).where(table.c.position > ask.position, table.c.position <= head)
    if ask.reader is not None:
        person = literal(ask.reader.person_id)
        wanted = wanted.where(
            table.c.team_id == ask.reader.team_id, or_(table.c.audience.is_(None), person == any_(table.c.audience))
        )
    rows = connection.execute(wanted.order_by(table.c.position).limit(ask.limit)).all()
    through = rows[-1].position if len(rows) == ask.limit else head
    return {"entries": [entry_of(row) for row in rows], "through": through}


def entry_of(row: Row[Any]) -> Entry:
    return Entry.model_validate(row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it
