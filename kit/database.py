"""Transactions in the caller's name. Knows Postgres, knows no table and no bus."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar
from uuid import UUID

import structlog
from sqlalchemy import Connection, Engine, create_engine, text

from contracts.journal import Entry
from contracts.wire import Caller
from kit.statements import trace_statements
from kit.traces import traceparent

LONGEST_STATEMENT_MS = 5_000
LONGEST_LOCK_WAIT_MS = 2_000
LONGEST_IDLE_MS = 15_000
CONNECT_SECONDS = 5

IN_THE_NAME_OF = text("""
    select set_config('app.team_id', :team, true), set_config('app.person_id', :person, true),
        set_config('app.request_id', :request_id, true), set_config('app.traceparent', :traceparent, true),
        set_config('statement_timeout', :timeout, true)
""")
FOR_AN_EVENT = text("""
    select set_config('app.team_id', :team, true), set_config('app.person_id', :person, true),
        set_config('app.request_id', :request_id, true), set_config('app.traceparent', :traceparent, true)
""")

View = TypeVar("View")


def open_engine(url: str, *, connections: int) -> Engine:
    """A pool of `connections` with limits kept by the server, for eventlet cannot stop a running statement."""
    limits = {
        "statement_timeout": LONGEST_STATEMENT_MS,
        "lock_timeout": LONGEST_LOCK_WAIT_MS,
        "idle_in_transaction_session_timeout": LONGEST_IDLE_MS,
    }
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=2,
        pool_timeout=CONNECT_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
            # A peer that vanished without a word is noticed after 10 s instead of hours.
            "tcp_user_timeout": 10_000,
            "keepalives_idle": 10,
        },
    )
    trace_statements(engine)
    return engine


def act_for(connection: Connection, *, team_id: UUID | None, person_id: UUID | None) -> None:
    """From here to the end of the transaction row level security sees this team and person."""
    connection.execute(
        text("select set_config('app.team_id', :team, true), set_config('app.person_id', :person, true)"),
        {"team": str(team_id or ""), "person": str(person_id or "")},
    )


def act_for_an_event(connection: Connection, *, team_id: UUID, person_id: UUID | None) -> None:
    """As `act_for`; and what is written belongs to what is going on now."""
    who = {"team": str(team_id), "person": str(person_id or "")}
    connection.execute(FOR_AN_EVENT, who | cause())


def cause() -> dict[str, str]:
    """What the rows of a transaction say of where they came from."""
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    return {"request_id": request_id or "", "traceparent": traceparent() or ""}


def act_for_all(connection: Connection) -> None:
    """From here to the end of the transaction the kit's own tables (journal, listeners) open for all teams.

    No table of a service does: these know only `act_for`.
    """
    connection.execute(text("select set_config('app.all_teams', 'on', true)"))


ANNOUNCED = "announced"


def remember_announcing(connection: Connection) -> None:
    """So that whoever commits this transaction wakes the relay."""
    connection.info[ANNOUNCED] = True


def milliseconds_left(deadline: int | None) -> int:
    """Until an absolute deadline in Unix milliseconds, at most the longest a statement may run, at least 1."""
    if deadline is None:
        return LONGEST_STATEMENT_MS
    return max(1, min(LONGEST_STATEMENT_MS, deadline - int(time.time() * 1000)))


class Transactions(Generic[View]):
    """One call's way to the database. A transaction opened inside another one is the same transaction.

    `key` is the idempotency key that came with a change; `on_announced` is called after the commit of a transaction
    that announced something.
    """

    def __init__(
        self,
        engine: Engine,
        view: Callable[[Connection, Caller | None], View],
        caller: Caller | None,
        deadline: int | None = None,
        *,
        key: str | None = None,
        on_announced: Callable[[], None] = lambda: None,
    ) -> None:
        self.engine = engine
        self.view = view
        self.caller = caller
        self.deadline = deadline
        self.key = key
        self.on_announced = on_announced
        self.running: tuple[Connection, View] | None = None
        self.heard: Entry | None = None

    @property
    def entry(self) -> Entry:
        """Of the event that is applied in this transaction, as it stands in the journal of its service."""
        if self.heard is None:
            raise RuntimeError("no event is applied")
        return self.heard

    @property
    def connection(self) -> Connection:
        """Of the transaction that is open."""
        if self.running is None:
            raise RuntimeError("no transaction is open")
        return self.running[0]

    @contextmanager
    def transaction(self) -> Iterator[View]:
        """All of what is done inside is kept, or none."""
        if self.running is not None:
            yield self.running[1]
            return
        with self.begin() as connection:
            who = {
                "team": str(self.caller.team_id) if self.caller else "",
                "person": str(self.caller.person_id) if self.caller else "",
            }
            timeout = str(milliseconds_left(self.deadline))
            connection.execute(IN_THE_NAME_OF, {**who, **cause(), "timeout": timeout})
            self.running = (connection, self.view(connection, self.caller))
            try:
                yield self.running[1]
            finally:
                self.running = None

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            # Whoever had this connection before may have announced, and been undone.
            connection.info.pop(ANNOUNCED, None)
            yield connection
            announced = connection.info.pop(ANNOUNCED, False)
        if announced:
            self.on_announced()

    @contextmanager
    def apart(self) -> Iterator[View]:
        """A transaction of its own: what is done inside is kept even when the call is refused later."""
        own = Transactions(self.engine, self.view, self.caller, self.deadline, on_announced=self.on_announced)
        with own.transaction() as view:
            yield view
