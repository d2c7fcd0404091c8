"""One turn each: a team's import through QERO, and COPY of what it made into another team."""

import http.client
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from bench.gauges import cpu_seconds
from bench.live.people import crowd
from bench.postgres import PostgresClock
from contracts.imports import ImportState
from deploy.local.stack import Stack

POLL_SECONDS = 0.2
FIRST_FAULT = 400
BOUNDARY = "row-after-row"

# All that an import writes for each row, and what of it the database fills in by itself. Tags are counted by triggers.
WRITTEN: Mapping[str, frozenset[str]] = {"contacts": frozenset(), "history": frozenset({"id"})}


@dataclass
class Spent:
    """On one thing, over all turns."""

    seconds: float = 0
    processors: dict[str, float] = field(default_factory=dict)

    def add(self, other: "Spent") -> None:
        self.seconds += other.seconds
        for name, seconds in other.processors.items():
            self.processors[name] = self.processors.get(name, 0) + seconds


class Clock:
    """What something took, and what of it each process did."""

    def __init__(self, stack: Stack) -> None:
        self.postgres = PostgresClock(stack.urls["administrator"])
        self.processes = {name: stack.processes[name] for name in ("gateway", "contacts")}

    @contextmanager
    def spent(self) -> Iterator[Spent]:
        spent = Spent()
        before, began = self.processors(), time.perf_counter()
        yield spent
        spent.seconds = time.perf_counter() - began
        spent.processors = {name: seconds - before[name] for name, seconds in self.processors().items()}

    def processors(self) -> dict[str, float]:
        own = {name: cpu_seconds(process.pid) for name, process in self.processes.items() if process.pid}
        return {**own, "postgres": self.postgres.seconds()}


@dataclass
class Qero:
    """Somebody's session in a team that has nothing yet."""

    stack: Stack
    team_id: UUID
    cookie: str

    @classmethod
    def new_team(cls, stack: Stack) -> "Qero":
        people = crowd(stack.urls["accounts_app"], 1)
        return cls(stack, people.team_id, people.cookies[0])

    def upload(self, file: bytes) -> dict[str, Any]:
        part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n\r\n'
        body = part.encode() + file + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self.ask("POST", "", body, **{"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})

    def run(self, ready: Mapping[str, Any]) -> dict[str, Any]:
        running = self.ask("POST", f"/{ready['id']}/start")
        while running["state"] == ImportState.RUNNING:
            time.sleep(POLL_SECONDS)
            running = self.ask("GET", f"/{ready['id']}")
        return running

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.stack.system.port, timeout=60)
        try:
            asked = {"Cookie": self.cookie, "Idempotency-Key": str(uuid4()), **headers}
            connection.request(method, f"/api/contacts/imports{path}", body, asked)
            answer = connection.getresponse()
            told: dict[str, Any] = json.loads(answer.read())
            if answer.status >= FIRST_FAULT:
                raise AssertionError(f"{method} {path} answered {answer.status}: {told}")
            return told
        finally:
            connection.close()


def imported(clock: Clock, qero: Qero, file: bytes, rows: int) -> tuple[Spent, Spent]:
    """What the upload took, with the look through the file, and what the rows took."""
    with clock.spent() as uploading:
        ready = qero.upload(file)
    with clock.spent() as running:
        done = qero.run(ready)
    if (done["state"], done["counts"]["created"]) != (ImportState.DONE, rows):
        raise AssertionError(f"not all of {rows} rows became contacts: {done}")
    return uploading, running


def copied(clock: Clock, connection: psycopg.Connection, team_id: UUID) -> Spent:
    """The finished rows of the team, given to Postgres again as another team's, in one transaction."""
    tables = {name: columns_of(connection, name) for name in WRITTEN}
    rows = {name: b"".join(exported(connection, name, columns, team_id)) for name, columns in tables.items()}
    connection.commit()
    with clock.spent() as copying:
        for name, columns in tables.items():
            into = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier("contacts", name), names(columns))
            with connection.cursor().copy(into) as copy:
                copy.write(rows[name])
        connection.commit()
    return copying


def columns_of(connection: psycopg.Connection, table: str) -> list[str]:
    """All but the team, whose place is the first, and what is filled in."""
    found = connection.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
        " order by attnum",
        [f"contacts.{table}"],
    )
    return ["team_id", *(name for (name,) in found if name not in {"team_id", *WRITTEN[table]})]


def exported(connection: psycopg.Connection, table: str, columns: list[str], team_id: UUID) -> Iterator[bytes]:
    others = names(columns[1:])
    rows = sql.SQL("copy (select {}::uuid, {} from {} where team_id = {}) to stdout").format(
        str(uuid4()), others, sql.Identifier("contacts", table), team_id
    )
    with connection.cursor().copy(rows) as copy:
        yield from map(bytes, copy)


def names(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def settle(connection: psycopg.Connection) -> None:
    """What a turn has left to do is done, and is not the next one's."""
    connection.execute("select gin_clean_pending_list('contacts.contacts_searched')")
    connection.commit()
    connection.autocommit = True
    connection.execute("checkpoint")
    connection.autocommit = False
