"""The service `hearer` with a schema of its own, and the source it listens to, played by the test."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from psycopg.sql import SQL, Identifier
from sqlalchemy import Engine, NullPool, create_engine, make_url, text
from support.broker import Node
from support.hearer.news import EXCHANGE, QUEUE, Newsroom
from support.tally.process import Tallying, processes, values
from support.waiting import eventually

from deploy.local.database import create_database, drop_database, prepare_service
from deploy.topology import Part
from kit.migrations.journal import create_listening

HEARER = Part("hearer", answers=True)


class Hearing(Tallying):
    module = "support.hearer.service"


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    administrator = os.environ["QERO_TEST_POSTGRES"]
    name = f"qero_hearer_{uuid.uuid4().hex[:12]}"
    created = create_database(administrator, name)
    with psycopg.connect(created) as connection:
        prepare_service(connection, HEARER, {HEARER.owner: name, HEARER.app: name})
    url = make_url(created)
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("set role hearer_owner"))
        connection.execute(
            text("create table hearer.heard (number serial, words text, how text, team text, person text)")
        )
        connection.execute(text("create table hearer.alembic_version (version_num text not null)"))
        connection.execute(text("insert into hearer.alembic_version values ('0001')"))
        create_listening(Operations(MigrationContext.configure(connection)), "hearer")
    engine.dispose()
    yield url.update_query_dict({"options": "-c role=hearer_app"}).render_as_string(hide_password=False)
    drop_database(administrator, name)


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """As the administrator, to see and to break."""
    engine = create_engine(make_url(database_url).difference_update_query(["options"]), poolclass=NullPool)
    yield engine
    engine.dispose()


@contextmanager
def away(engine: Engine) -> Iterator[None]:
    """The database cuts everybody off and lets nobody in."""
    administrator = os.environ["QERO_TEST_POSTGRES"]
    name = Identifier(str(engine.url.database))
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute(SQL("alter database {} with allow_connections false").format(name))
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [engine.url.database]
        )
        try:
            yield
        finally:
            connection.execute(SQL("alter database {} with allow_connections true").format(name))


@pytest.fixture
def database_away(engine: Engine) -> Callable[[], AbstractContextManager[None]]:
    return lambda: away(engine)


@pytest.fixture(autouse=True)
def empty(engine: Engine, node: Node) -> None:
    with engine.begin() as connection:
        connection.execute(text("truncate hearer.heard, hearer.listeners, hearer.parked_events"))
    with node.connect() as bus:
        channel = bus.channel()
        channel.queue_delete(QUEUE)
        channel.queue_delete("rpc-hearer")
        channel.exchange_declare(EXCHANGE, "topic", durable=True, auto_delete=False)


@pytest.fixture
def news(node: Node) -> Iterator[Newsroom]:
    news = Newsroom(node)
    news.start()
    yield news
    news.stop()


@pytest.fixture
def hearing(node: Node, database_url: str, tmp_path: Path) -> Iterator[Callable[..., Tallying]]:
    with processes(node, database_url, tmp_path, Hearing) as make:
        yield make


@pytest.fixture
def hearer(hearing: Callable[..., Tallying], news: Newsroom) -> Tallying:
    """A process that has heard all there is, which is nothing, and asks no more."""
    service = hearing().start().ready()
    eventually(lambda: "qero_listener_position{" in service.look("metrics")[1])
    return service


@pytest.fixture
def place(engine: Engine) -> Callable[[], tuple[str, int] | None]:
    def look() -> tuple[str, int] | None:
        with engine.begin() as connection:
            row = connection.execute(text("select epoch, position from hearer.listeners")).one_or_none()
        return row and (row.epoch, row.position)

    return look


@pytest.fixture
def heard(engine: Engine) -> Callable[[], list[str]]:
    return lambda: values(engine, "select words from hearer.heard order by number")


@pytest.fixture
def parked(engine: Engine) -> Callable[[], list[str]]:
    return lambda: values(engine, "select entry->'data'->>'words' from hearer.parked_events order by position")
