"""A broker that may be broken, a schema for the service `tally`, and processes that run it."""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, NullPool, create_engine, make_url, text
from support.broker import Node
from support.tally.asker import Asker
from support.tally.process import PRIVATE_KEY, Tallying, processes

from deploy.local.database import create_database, drop_database, prepare_service, url_for
from deploy.topology import Part
from kit.migrations import create_idempotency_keys
from kit.migrations.journal import create_journal, create_listening, remember_cause

TALLY = Part("tally", answers=True)


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    administrator = os.environ["QERO_TEST_POSTGRES"]
    name = f"qero_tally_{uuid.uuid4().hex[:12]}"
    created = create_database(administrator, name)
    with psycopg.connect(created) as connection:
        prepare_service(connection, TALLY, {TALLY.owner: name, TALLY.app: name})
    url = make_url(created)
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("set role tally_owner"))
        connection.execute(text("create table tally.entries (amount integer not null)"))
        connection.execute(text("create table tally.alembic_version (version_num text not null)"))
        connection.execute(text("insert into tally.alembic_version values ('0001')"))
        operations = Operations(MigrationContext.configure(connection))
        create_idempotency_keys(operations, "tally")
        create_journal(operations, "tally")
        remember_cause(operations, "tally")
        create_listening(operations, "tally")
    engine.dispose()
    yield url_for(created, login=(TALLY.app, name))
    drop_database(administrator, name)


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """As the administrator, to see and to break."""
    administrator = make_url(os.environ["QERO_TEST_POSTGRES"]).set(database=make_url(database_url).database)
    engine = create_engine(administrator, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def empty(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("truncate tally.entries, tally.idempotency_keys, tally.journal"))
        connection.execute(text("update tally.journal_head set head = 0, published = 0, floor = 0"))


@pytest.fixture
def asker(node: Node) -> Iterator[Asker]:
    asker = Asker(node, PRIVATE_KEY)
    yield asker
    asker.connection.collect()


@pytest.fixture
def tallying(node: Node, database_url: str, empty: None, tmp_path: Path) -> Iterator[Callable[..., Tallying]]:
    with processes(node, database_url, tmp_path) as make:
        yield make


@pytest.fixture
def service(tallying: Callable[..., Tallying]) -> Tallying:
    """A process of the test's own, which it may kill."""
    return tallying().start().ready()


@pytest.fixture(scope="module")
def resident(node: Node, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tallying]:
    """A process for the tests of a module that leave it as it was."""
    with processes(node, database_url, tmp_path_factory.mktemp("resident")) as make:
        yield make().start().ready()
