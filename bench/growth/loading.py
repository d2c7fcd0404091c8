"""Teams of several sizes, loaded in bulk: made-up rows by COPY from a process a core, the indexes built afterwards."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from random import Random
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from bench.live.people import STREAMS_OF_ONE, crowd
from contracts.kinds import Kind
from deploy.local.demo import generate
from deploy.local.demo.write import Writer
from deploy.local.stack import Stack

PEOPLE = 20
MOST_CALLS = 1_000_000
CALLS_OF_ONE = 10
PLANNED = 0.3
MOST_PLANS = 30_000
"""Of one person."""

BATCH = 5_000

CONTACTS, CALL_LOGS = ("contacts", "contacts"), ("contacts", "call_logs")
PLANS, COPIED_PLANS = ("settings", "user_contact_settings"), ("contacts", "personal_settings")
HISTORY = ("contacts", "history")
LOADED = (CONTACTS, CALL_LOGS, PLANS, COPIED_PLANS, HISTORY)

FOR_THE_LOAD = {
    "autovacuum": "off",
    "max_wal_size": "16GB",
    "synchronous_commit": "off",
    "maintenance_work_mem": "1GB",
}

INDEXES = """
    select indexrelid::regclass::text, pg_get_indexdef(indexrelid), indrelid::regclass::text
    from pg_index
    where indrelid = any(%s::regclass[]) and not exists (select from pg_constraint where conindid = indexrelid)
    order by indrelid, pg_relation_size(indexrelid)
"""

# What contacts has heard of the plans, and what it has written down of each contact.
MADE_OF_THE_OTHERS = """
    insert into contacts.personal_settings (person_id, kind, contact_id, team_id, status, follow_up_at, version)
    select person_id, 'contact', contact_id, team_id, status, follow_up_at, version from settings.user_contact_settings
    order by person_id, contact_id;

    insert into contacts.history (team_id, contact_id, kind, at, person_id, what, version)
    select team_id, id, kind, created_at, created_by, 'created', 1 from contacts.contacts;
"""


@dataclass(frozen=True)
class Wanted:
    """As the demonstration team's `Size`."""

    contacts: int

    @property
    def most_calls(self) -> int:
        # Of none to that many, half of the contacts none: a fourth of it, on the average.
        return round(4 * min(CALLS_OF_ONE, MOST_CALLS / self.contacts))

    @property
    def planned(self) -> float:
        return min(PLANNED, MOST_PLANS / self.contacts)


@dataclass(frozen=True)
class Team:
    size: int
    team_id: UUID
    person_ids: Sequence[UUID]
    cookies: Sequence[str]
    """One a person."""

    @property
    def writer(self) -> Writer:
        return Writer({}, self.team_id, self.person_ids, Wanted(self.size), lambda *_: None)


def load(stack: Stack, sizes: Sequence[int], tell: Callable[[str], None]) -> list[Team]:
    teams = [team_of(stack, size) for size in sizes]
    administrator = stack.urls["administrator"]
    with set_for_the_load(administrator):
        indexes = drop_indexes(administrator)
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
            all_done(
                pool.submit(add_contacts, administrator, team, *batch) for team in teams for batch in batches(team)
            )
            tell(f"· {sum(sizes):,} contacts and their calls are there …")
            # The index of words takes about as long as all that is left to do.
            with ThreadPoolExecutor(1) as beside:
                words = beside.submit(build, administrator, [each for each in indexes if is_of_words(each)])
                all_done(
                    pool.submit(add_plans, administrator, team, person_id, chosen)
                    for team in teams
                    for person_id, chosen in choices(administrator, team)
                )
                with psycopg.connect(administrator) as connection:
                    connection.execute(MADE_OF_THE_OTHERS)
                tell("· what they plan is there; building the indexes …")
                build(administrator, [each for each in indexes if not is_of_words(each)])
                words.result()
        with psycopg.connect(administrator, autocommit=True) as connection:
            connection.execute("vacuum (analyze)")
            connection.execute("checkpoint")
    return teams


def team_of(stack: Stack, size: int) -> Team:
    people = crowd(stack.urls["accounts_app"], PEOPLE * STREAMS_OF_ONE)
    return Team(size, people.team_id, people.person_ids, people.cookies[:PEOPLE])


@contextmanager
def set_for_the_load(administrator: str) -> Iterator[None]:
    """The whole server, which is the bench's own."""
    with psycopg.connect(administrator, autocommit=True) as connection:
        for name, value in FOR_THE_LOAD.items():
            connection.execute(sql.SQL("alter system set {} = {}").format(sql.Identifier(name), value))
        connection.execute("select pg_reload_conf()")
        yield
        connection.execute("alter system reset all")
        connection.execute("select pg_reload_conf()")


def drop_indexes(administrator: str) -> list[str]:
    """Those that no constraint needs. Answers how they are made."""
    with psycopg.connect(administrator) as connection:
        found = connection.execute(INDEXES, [[".".join(table) for table in LOADED]]).fetchall()
        for name, _definition, _table in found:
            connection.execute(sql.SQL("drop index {}").format(sql.Identifier(*name.split("."))))
    return [definition for _name, definition, _table in found]


def is_of_words(definition: str) -> bool:
    return " USING gin " in definition


def build(administrator: str, definitions: Sequence[str]) -> None:
    def make(definition: str) -> None:
        with psycopg.connect(administrator) as connection:
            connection.execute("set max_parallel_maintenance_workers = 0")
            connection.execute(definition.encode())

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        all_done(threads.submit(make, definition) for definition in definitions)


def all_done(futures: Iterator[Future[None]]) -> None:
    for done in as_completed(list(futures)):
        done.result()


def batches(team: Team) -> Iterator[tuple[int, int]]:
    for start in range(0, team.size, BATCH):
        yield start, min(BATCH, team.size - start)


def add_contacts(administrator: str, team: Team, start: int, count: int) -> None:
    """With their calls."""
    writer = team.writer
    random = Random(f"{team.size} {start}")
    contacts, logs = [], []
    for _ in range(count):
        calls = generate.calls(random, at_most=writer.size.most_calls, now=writer.now)
        row = writer.contact_row(random, Kind.CONTACT, calls[-1].called_at if calls else None)
        contacts.append(row)
        logs += [writer.log_row(Kind.CONTACT, row["id"], random.choice(team.person_ids), call) for call in calls]
    with psycopg.connect(administrator) as connection:
        copy(connection, CONTACTS, contacts)
        # Each call's contact is there: no key has to be checked.
        connection.execute("set session_replication_role = replica")
        copy(connection, CALL_LOGS, logs)


def choices(administrator: str, team: Team) -> Iterator[tuple[UUID, list[UUID]]]:
    """Whom each person plans something with."""
    with psycopg.connect(administrator) as connection:
        found = connection.execute("select id from contacts.contacts where team_id = %s", [team.team_id])
        ids = sorted(contact_id for (contact_id,) in found)
    for person_id in team.person_ids:
        yield person_id, Random(str(person_id)).sample(ids, int(team.size * Wanted(team.size).planned))


def add_plans(administrator: str, team: Team, person_id: UUID, contact_ids: Sequence[UUID]) -> None:
    random = Random(str(person_id))
    rows = [team.writer.plan_row(random, Kind.CONTACT, person_id, contact_id) for contact_id in contact_ids]
    with psycopg.connect(administrator) as connection:
        copy(connection, PLANS, rows)


def copy(connection: psycopg.Connection, table: tuple[str, str], rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        columns = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
        into = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(*table), columns)
        with connection.cursor().copy(into) as copying:
            copying.write("".join(map(line, rows)))


def line(row: Mapping[str, Any]) -> str:
    return "\t".join(map(cell, row.values())) + "\n"


def cell(value: Any) -> str:
    """In COPY's text format."""
    match value:
        case None:
            return r"\N"
        case str():
            return escaped(value)
        case list():
            # Postgres quotes in an array as JSON does in a list.
            return escaped("{" + json.dumps(value, ensure_ascii=False)[1:-1] + "}")
        case datetime():
            return value.isoformat()
        case _:
            return str(value)


def escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")
