"""A queue that hears what the service `tally` publishes, and its journal without a process."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import Connection, Engine
from support.broker import Node
from support.tally.hearing import Hearing
from support.tally.process import values

from kit.database import Transactions, open_engine
from kit.journal.numbering import Numbering, own_connection


@pytest.fixture(autouse=True)
def begin_empty(empty: None) -> None:
    pass


@pytest.fixture
def hearing(node: Node) -> Iterator[Hearing]:
    hearing = Hearing(node)
    yield hearing
    hearing.close()


@pytest.fixture
def app_engine(database_url: str) -> Iterator[Engine]:
    """As the service itself."""
    engine = open_engine(database_url, connections=10)
    yield engine
    engine.dispose()


@pytest.fixture
def store(app_engine: Engine) -> Transactions[Connection]:
    """In nobody's name."""
    return Transactions(app_engine, lambda connection, _caller: connection, None)


@pytest.fixture
def relaying(database_url: str) -> Iterator[Callable[[], Numbering]]:
    """A relay's hold of the database, each time another one."""
    with ExitStack() as held:

        def begin() -> Numbering:
            engine = open_engine(database_url, connections=1)
            held.callback(engine.dispose)
            return Numbering(held.enter_context(own_connection(engine)), "tally")

        yield begin


@pytest.fixture
def published(engine: Engine) -> Callable[[], bool]:
    """Whether everything committed is numbered, published and marked as such."""
    unpublished = (
        "select 1 from tally.journal_head where published < head"
        " union all select 1 from tally.journal where position is null"
    )
    return lambda: values(engine, unpublished) == []
