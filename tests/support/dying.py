"""Workers of imports that die in the middle of their work."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from support.waiting import eventually

WORKER = """
import sys
from sqlalchemy import NullPool, create_engine
from kit.database import Transactions
from services.contacts.actions import run_imports
from services.contacts.storage.book import Book

store = Transactions(create_engine(sys.argv[1], poolclass=NullPool), Book, None)
while run_imports.run_imports(store):
    pass
"""
WORKING = """
select 1 from pg_stat_activity
where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
"""


class Killed(BaseException):
    """No handler catches a kill."""


@contextmanager
def killed_in(engine: Engine, statement: str, *, time: int) -> Iterator[None]:
    """The worker dies when it has begun the n-th statement of this kind: its transaction dies with it."""
    left = iter(range(time - 1))

    def die(_connection: Any, _cursor: Any, running: str, *_: Any) -> None:
        if running.startswith(statement) and next(left, None) is None:
            raise Killed

    event.listen(engine, "after_cursor_execute", die)
    try:
        with pytest.raises(Killed):
            yield
    finally:
        event.remove(engine, "after_cursor_execute", die)


@contextmanager
def a_worker(database: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process, killed at the end with the signal 9."""
    worker = subprocess.Popen([sys.executable, "-c", WORKER, database.url("contacts_app")])
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()
    # What the kill has cut off in the server is rolled back before anybody can go on.
    eventually(lambda: not working(database))


def working(database: Any) -> bool:
    with database.engine("postgres").begin() as connection:
        return connection.execute(text(WORKING)).first() is not None
