"""A migrated database and service instances that answer calls on it, without a bus."""

import os
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, NullPool, create_engine, make_url, select, text
from support.database import fresh_database

from contracts.wire import Caller, Event, Role, Service
from kit.database import Transactions
from kit.journal.tables import journal_in


def somebody(role: Role, team_id: uuid.UUID) -> Caller:
    return Caller(
        person_id=uuid.uuid4(),
        team_id=team_id,
        session_id=uuid.uuid4(),
        role=role,
        time_zone="Europe/Stockholm",
        country="SE",
    )


@pytest.fixture(scope="session")
def database() -> Iterator["Database"]:
    """Fresh, with every role, schema and migration; gone at the end of the run."""
    administrator = os.environ["QERO_TEST_POSTGRES"]
    with fresh_database(administrator) as name:
        database = Database(administrator, name)
        yield database
        database.close()


class Database:
    def __init__(self, administrator: str, name: str) -> None:
        self.administrator = administrator
        self.name = name
        self.engines: dict[str, Engine] = {}

    def url(self, role: str) -> str:
        """Signs in as the administrator and becomes `role`, whose password nobody needs to know here."""
        url = make_url(self.administrator).set(database=self.name)
        if role != "postgres":
            schema = role.rpartition("_")[0]
            url = url.update_query_dict({"options": f"-c role={role} -c search_path={schema},public"})
        return url.render_as_string(hide_password=False)

    def engine(self, role: str) -> Engine:
        if role not in self.engines:
            self.engines[role] = create_engine(self.url(role), poolclass=NullPool)
        return self.engines[role]

    def close(self) -> None:
        for engine in self.engines.values():
            engine.dispose()

    def plan(self, role: str, statement: str, **values: Any) -> str:
        """What Postgres would do, as EXPLAIN says it."""
        with self.engine(role).begin() as connection:
            return "\n".join(connection.execute(text(f"explain {statement}"), values).scalars())


@pytest.fixture
def administrator(database: Database) -> Iterator[psycopg.Connection]:
    """A superuser's transaction, undone afterwards."""
    with psycopg.connect(database.url("postgres")) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def team_id() -> uuid.UUID:
    return uuid.uuid4()


@pytest.fixture
def ann(team_id: uuid.UUID) -> Caller:
    return somebody(Role.MEMBER, team_id)


@pytest.fixture
def ben(team_id: uuid.UUID) -> Caller:
    """Of Ann's team, and an admin."""
    return somebody(Role.ADMIN, team_id)


@pytest.fixture
def cid(team_id: uuid.UUID) -> Caller:
    """Of Ann's team."""
    return somebody(Role.MEMBER, team_id)


@pytest.fixture
def xena() -> Caller:
    """Of another team, which she owns."""
    return somebody(Role.OWNER, uuid.uuid4())


@pytest.fixture
def service(database: Database) -> Callable[..., Any]:
    """`service(SettingsService, ann)` answers calls as Ann on real Postgres; `key=` repeats an idempotency key."""

    def instance(cls: type, caller: Caller | None, *, key: str | None = None) -> Any:
        answering = cls()
        engine = database.engine(f"{cls.name}_app")
        answering.asking = caller
        answering.store = NewKeys(engine, cls.store.view, caller, key=key)
        return answering

    return instance


Announced = tuple[Event, list[uuid.UUID] | None]


@pytest.fixture
def announced(database: Database) -> Callable[[type[Service], uuid.UUID], list[Announced]]:
    """`announced(Settings, team_id)`: the team's events, and the people each is for, None for all of the team."""

    def read(contract: type[Service], team_id: uuid.UUID) -> list[Announced]:
        journal = journal_in(contract.name)
        classes = {event.type: event for event in contract.events}
        own = select(journal).where(journal.c.team_id == team_id).order_by(journal.c.id)
        with database.engine("postgres").begin() as connection:
            return [(classes[row.type].model_validate(row.data), row.audience) for row in connection.execute(own)]

    return read


class NewKeys(Transactions[Any]):
    """A new idempotency key for each change, unless one is given."""

    @property
    def key(self) -> str:
        return self.given_key or str(uuid.uuid4())

    @key.setter
    def key(self, key: str | None) -> None:
        self.given_key = key
