"""Somebody among 100,000 contacts, and what Postgres reads for one call of theirs."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import Connection, select, text
from support.crowd import TABLES, add_team, fill, gather_statistics, work_on
from support.reading import Reading, read_by

from contracts.contacts import OneContact, Sort
from contracts.history import HistoryOf
from contracts.kinds import Kind
from contracts.merges import FindTwins
from contracts.records import ContactFields
from contracts.wire import Caller
from kit import cursor
from kit.database import act_for
from services.contacts.domain.search import ORDERS
from services.contacts.service import ContactsService
from services.contacts.tables import contacts as contacts_table
from services.contacts.tables import merges, team_contacts

FORGET = text("""
    delete from pg_statistic where starelid in (select oid from pg_class where relnamespace = 'contacts'::regnamespace)
""")
COUNTED = text("""
    update pg_class set relpages = :pages, reltuples = :rows where relnamespace = 'contacts'::regnamespace
""")


def forget(connection: Connection, *, pages: int = 0, rows: int = -1) -> None:
    connection.execute(FORGET)
    connection.execute(COUNTED, {"pages": pages, "rows": rows})


def of_empty_tables(connection: Connection) -> None:
    forget(connection, rows=0)


def of_full_tables_alone(connection: Connection) -> None:
    """As a vacuum leaves them that comes before any analysis."""
    forget(connection, pages=5_000, rows=100_000)


def of_few_rows(connection: Connection) -> None:
    connection.execute(text("set local default_statistics_target = 1"))
    gather_statistics(connection)


STATISTICS: dict[str, Callable[[Connection], None]] = {
    "never gathered": forget,
    "of empty tables": of_empty_tables,
    "of few rows": of_few_rows,
    "of full tables and no columns": of_full_tables_alone,
}


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
    """Somebody of a team that came after the statistics were made."""
    with database.engine("postgres").begin() as connection:
        return add_team(connection, crowd)


@pytest.fixture(scope="module", params=STATISTICS)
def statistics(request, database, crowd) -> Iterator[None]:
    """Whatever Postgres was told of the tables, and when."""
    with database.engine("postgres").begin() as connection:
        STATISTICS[request.param](connection)
    yield
    with database.engine("postgres").begin() as connection:
        gather_statistics(connection)


def set_on_each_table(connection, setting: str) -> None:
    for table in TABLES:
        connection.execute(text(f"alter table {table} {setting}"))


@pytest.fixture
def sorted_in(database, crowd) -> None:
    """What was written a moment ago stands in the index of words, and not beside it: a vacuum does so."""
    with database.engine("postgres").begin() as connection:
        connection.execute(text("select gin_clean_pending_list('contacts.contacts_searched')"))


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
def busy(database) -> Callable[[UUID], HistoryOf]:
    """`busy(id)`: asks for the history of that contact, on which somebody has worked much."""

    def worked_on(contact_id: UUID) -> HistoryOf:
        with database.engine("postgres").begin() as connection:
            work_on(connection, contact_id)
        return HistoryOf(kind=Kind.CONTACT, contact_id=contact_id)

    return worked_on


@pytest.fixture
def alike(contacts) -> Callable[[Caller, UUID], FindTwins]:
    """`alike(ann, id)`: asks for twins by all that a contact of her team has."""

    def looking(caller: Caller, contact_id: UUID) -> FindTwins:
        contact = contacts(caller).get(OneContact(kind=Kind.CONTACT, id=contact_id))
        return FindTwins(kind=Kind.CONTACT, fields=ContactFields.model_validate(contact.model_dump()))

    return looking


@pytest.fixture
def merged_away(database, crowd) -> list[UUID]:
    """The ids of contacts that are found as others."""
    with database.engine("postgres").begin() as connection:
        away = select(merges.c.merged_id).where(merges.c.team_id == crowd.team_id, merges.c.kind == Kind.CONTACT)
        return list(connection.execute(away).scalars())


@pytest.fixture
def reading(database) -> Callable[..., Reading]:
    """`reading(answering.find, ask)`: what Postgres reads for it."""
    engine = database.engine("contacts_app")
    return lambda call, ask: read_by(engine, lambda: call(ask))


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
