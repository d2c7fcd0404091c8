"""Whose fault a failure is: an event that cannot be applied is parked, a database that is away is waited for."""

from pathlib import Path
from traceback import extract_tb

import eventlet
from nameko.exceptions import ContainerBeingKilled
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

LOST_CONNECTION = "08"
LOST_AGAINST_ANOTHER = "40"
OUT_OF_SOMETHING = "53"
STOPPING_OR_STARTING = "57P"
BROKEN = "58"
LOCKED_BY_ANOTHER = "55P03"
IDLE_TOO_LONG = "25P03"
TAKES_NO_WRITES = "25006"
PASSING = (
    LOST_CONNECTION,
    LOST_AGAINST_ANOTHER,
    OUT_OF_SOMETHING,
    STOPPING_OR_STARTING,
    BROKEN,
    LOCKED_BY_ANOTHER,
    IDLE_TOO_LONG,
    TAKES_NO_WRITES,
)
"""How PostgreSQL's codes begin for what passes by itself."""

Failure = (Exception, eventlet.Timeout)
"""eventlet's own is no Exception."""


def is_passing(error: BaseException) -> bool:
    """Whether the database was away or busy, also when that led to another error: it says nothing of the event."""
    behind = error.__cause__ or error.__context__
    return passes(error) or (behind is not None and is_passing(behind))


def passes(error: BaseException) -> bool:
    if isinstance(error, PoolTimeout | InterfaceError | ContainerBeingKilled):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlstate", None)
    # Without a code nothing came from the server at all.
    return error.connection_invalidated or code is None or code.startswith(PASSING)


def told_of(error: BaseException) -> dict[str, str]:
    """For a log. Without the error's own words, which may be somebody's data: those are kept with the parked event."""
    frames = extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return {"error": type(error).__name__, "where": where}
