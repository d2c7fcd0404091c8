"""Somebody among 100,000 contacts, and what Postgres reads for one call of theirs."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import select, text
from support.crowd import TABLES, add_team, fill
from support.reading import Reading, reader

from contracts.contacts import Sort
from contracts.kinds import Kind
from contracts.wire import Caller
from kit import cursor
from kit.database import act_for
from services.contacts.domain.search import ORDERS
from services.contacts.service import ContactsService
from services.contacts.tables import contacts as contacts_table
from services.contacts.tables import team_contacts


@pytest.fixture(scope="session")
def crowd(database) -> Iterator[Caller]:
    """Somebody of the larger of two teams. Nobody gathers statistics behind the tests' back."""
    with database.engine("postgres").begin() as connection:
        somebody = fill(connection)
        set_on_each_table(connection, "set (autovacuum_enabled = false)")
    yield somebody
    with database.engine("postgres").begin() as connection:
        set_on_each_table(connection, "reset (autovacuum_enabled)")


@pytest.fixture(scope="session")
def newcomer(database, crowd) -> Caller:
    """Somebody of a team that came after the statistics were made: 5,000 contacts, 10,000 calls."""
    with database.engine("postgres").begin() as connection:
        return add_team(connection, crowd)


def set_on_each_table(connection, setting: str) -> None:
    for table in TABLES:
        connection.execute(text(f"alter table {table} {setting}"))


@pytest.fixture
def answering(contacts, crowd) -> ContactsService:
    return contacts(crowd)


@pytest.fixture
def ids_of(database) -> Callable[[Caller], list[UUID]]:
    def contact_ids(caller: Caller) -> list[UUID]:
        every = select(contacts_table.c.id).where(
            contacts_table.c.team_id == caller.team_id, contacts_table.c.kind == Kind.CONTACT
        )
        with database.engine("postgres").begin() as connection:
            return list(connection.execute(every.order_by(contacts_table.c.id)).scalars())

    return contact_ids


@pytest.fixture
def ids(ids_of, crowd) -> list[UUID]:
    return ids_of(crowd)


@pytest.fixture
def reading(database) -> Callable[..., Reading]:
    return reader(database.engine("contacts_app"))


@pytest.fixture
def middle(database) -> Callable[[Caller, Sort], str]:
    """A cursor 20,000 contacts into somebody's list."""

    def cursor_at(caller: Caller, sort: Sort) -> str:
        [order] = ORDERS[sort]
        direction = "desc" if order.descending else "asc"
        names = [*order.columns, "id"]
        statement = (
            select(*(team_contacts.c[name] for name in names))
            .where(team_contacts.c.kind == Kind.CONTACT, team_contacts.c.archived_at.is_(None))
            .order_by(*(getattr(team_contacts.c[name], direction)() for name in names))
            .offset(20_000)
            .limit(1)
        )
        with database.engine("contacts_app").begin() as connection:
            act_for(connection, team_id=caller.team_id, person_id=caller.person_id)
            row = connection.execute(statement).one()
        return cursor.encode([sort, *(key.isoformat() if isinstance(key, datetime) else str(key) for key in row)])

    return cursor_at
