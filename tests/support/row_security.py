"""Holds a schema's row level security to what its service's tests say of it.

A service's tests say once what each table opens to whom, and get three checks of it:

    GUARDED = [
        Guarded("tags", lambda who: {"id": uuid4(), "team_id": who.team_id, "name": "Boat"}, TEAM),
        *idempotency_keys(),
    ]

    def test_the_catalog_is_sound(administrator):            # a psycopg.Connection as superuser
        assert catalog_faults(administrator, "contacts", GUARDED) == []

    def test_each_row_opens_to_whom_it_should(administrator):
        assert list(matrix_faults(administrator, "contacts", GUARDED)) == []

    def test_no_policy_could_be_missing(administrator):
        assert unnoticed(administrator, "contacts", GUARDED) == []

`row(who)` is a new valid row of `who` each time; ids of `who` in it are what the row belongs by. Rows that it refers to
go into `needs`. Everything happens in a transaction that is rolled back. A fault is a sentence.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

Row = Mapping[str, Any]


class Asker(StrEnum):
    """All but the last ask by the app role. The last is the role that owns the tables, whom `force` holds too.

    The kit is nobody as well, but says that it acts for all teams: no table of a service opens to that.
    """

    OWN = "the row's own person"
    COLLEAGUE = "another person of the team"
    STRANGER = "a person of another team"
    NOBODY = "nobody"
    KIT = "the kit, for all teams"
    OWNER = "the owner role"


class Command(StrEnum):
    SELECT = "select"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True)
class Who:
    team_id: UUID
    person_id: UUID


OURS, THEIRS = uuid4(), uuid4()
PEOPLE = {
    Asker.OWN: Who(OURS, uuid4()),
    Asker.COLLEAGUE: Who(OURS, uuid4()),
    Asker.STRANGER: Who(THEIRS, uuid4()),
}
ANN = PEOPLE[Asker.OWN]

Opens = Mapping[Command, frozenset[Asker]]
PERSONAL: Opens = {command: frozenset({Asker.OWN}) for command in Command}
TEAM: Opens = {command: frozenset({Asker.OWN, Asker.COLLEAGUE}) for command in Command}
ADDED: Opens = TEAM | {command: frozenset() for command in (Command.UPDATE, Command.DELETE)}
"""The team adds to it and reads it; nobody takes anything back."""
CLOSED: Opens = {command: frozenset() for command in Command}
KITS_OWN: Opens = {command: frozenset({Asker.KIT}) for command in Command}


@dataclass(frozen=True)
class Guarded:
    """A table or view, an example of its rows, and to whom each command opens a row.

    `forced`: its owner is held to the policies too. A view names the table that its rows are `kept_in`. `there`: the
    row is in every database from the beginning, and there can be no second.
    """

    table: str
    row: Callable[[Who], Row]
    opens: Opens
    needs: Sequence[tuple[str, Row]] = ()
    forced: bool = True
    kept_in: str | None = None
    there: bool = False

    def may(self, asker: Asker, command: Command) -> bool:
        return asker in self.opens[command] or (asker == Asker.OWNER and not self.forced)


def idempotency_keys() -> list[Guarded]:
    """The table that every service has: personal, and when they are old their owner prunes them."""
    old = datetime.now(UTC) - timedelta(days=3)
    prunable = {command: askers | {Asker.OWNER} for command, askers in PERSONAL.items()}
    return [
        Guarded("idempotency_keys", key_of, PERSONAL),
        Guarded("idempotency_keys", lambda who: {**key_of(who), "created_at": old}, prunable),
    ]


def key_of(who: Who) -> Row:
    return {
        "person_id": who.person_id,
        "team_id": who.team_id,
        "key": str(uuid4()),
        "call": "change",
        "fingerprint": "0",
    }


def journal() -> list[Guarded]:
    """A call adds events of its own team, and sees none; nobody but the kit sees where the journal ends."""
    added = {**KITS_OWN, Command.INSERT: TEAM[Command.INSERT] | {Asker.KIT}}
    moved = {**CLOSED, Command.SELECT: frozenset({Asker.KIT}), Command.UPDATE: frozenset({Asker.KIT})}
    return [
        Guarded("journal", event_of, added),
        Guarded("journal_head", lambda _who: {"only_row": True}, moved, there=True),
    ]


def event_of(who: Who) -> Row:
    return {
        "event_id": uuid4(),
        "team_id": who.team_id,
        "audience": [who.person_id],
        "type": "contact_archived",
        "data": Jsonb({}),
    }


def listening() -> list[Guarded]:
    """How far a service has heard others, and what it could not apply: no call sees any of it."""
    return [
        Guarded("listeners", lambda _who: {"source": str(uuid4())}, KITS_OWN),
        Guarded("parked_events", parked_of, KITS_OWN),
    ]


def parked_of(_who: Who) -> Row:
    return {
        "event_id": uuid4(),
        "source": "contacts",
        "position": 1,
        "entry": Jsonb({}),
        "reason": "ValueError",
        "attempts": 5,
    }


def catalog_faults(connection: psycopg.Connection, schema: str, guarded: Sequence[Guarded]) -> list[str]:
    """What in the catalog would let the app role pass by the policies, whatever they say."""
    app = f"{schema}_app"
    faults = []
    forced = {one.table for one in guarded if one.forced}
    tables = connection.execute(TABLES, {"schema": schema, "app": app}).fetchall()
    for table, is_table, has_security, is_forced, app_owns, app_truncates in tables:
        faults += [
            sentence
            for wrong, sentence in (
                (table not in {one.table for one in guarded}, f"{table} is in no example"),
                (is_table and not has_security, f"{table} has no row level security"),
                (is_table and table in forced and not is_forced, f"{table} is not forced"),
                (app_owns, f"{table} belongs to {app}"),
                (app_truncates, f"{app} may truncate {table}, which no policy sees"),
            )
            if wrong
        ]
    names = {table for table, *_ in tables}
    faults += [f"there is no {one.table}" for one in guarded if one.table not in names]
    faults += [f"{app} {power}" for (power,) in connection.execute(POWERS, {"app": app, "schema": schema})]
    faults += [f"{function} runs as its owner {how}" for function, how in connection.execute(DOORS, {"schema": schema})]
    return faults


TABLES = """
    select relname, relkind <> 'v', relrowsecurity, relforcerowsecurity,
        pg_get_userbyid(relowner) = %(app)s, has_table_privilege(%(app)s, oid, 'truncate')
    from pg_class
    where relnamespace = %(schema)s::regnamespace and relkind in ('r', 'p', 'v', 'm') and relname <> 'alembic_version'
    order by relname
"""
POWERS = """
    select 'is a superuser' from pg_roles where rolname = %(app)s and rolsuper
    union all select 'may bypass row level security' from pg_roles where rolname = %(app)s and rolbypassrls
    union all select 'is a member of ' || roleid::regrole from pg_auth_members where member = %(app)s::regrole
    union all select 'may create in the schema' where has_schema_privilege(%(app)s, %(schema)s, 'create')
"""
DOORS = """
    select proname, 'with a search_path of the caller''s' from pg_proc
    where pronamespace = %(schema)s::regnamespace and prosecdef
        and not exists (select from unnest(proconfig) setting where setting like 'search_path=%%')
    union all select proname, 'for everybody' from pg_proc
    where pronamespace = %(schema)s::regnamespace and prosecdef and has_function_privilege('public', oid, 'execute')
"""


def matrix_faults(connection: psycopg.Connection, schema: str, guarded: Sequence[Guarded]) -> Iterator[str]:
    """Where a row opens to somebody it should not, or not to somebody it should: each asker, each command."""
    for one in guarded:
        for asker in Asker:
            for command in Command:
                got = gets_through(connection, schema, one, asker, command)
                if got != one.may(asker, command):
                    yield f"{one.table}: {asker} {'could' if got else 'could not'} {command}"
        for to in (Asker.COLLEAGUE, Asker.STRANGER):
            could = gives_away(connection, schema, one, to)
            if could != (one.may(Asker.OWN, Command.UPDATE) and one.may(to, Command.UPDATE)):
                yield f"{one.table}: the row {'could' if could else 'could not'} be given to {to}"


def unnoticed(connection: psycopg.Connection, schema: str, guarded: Sequence[Guarded]) -> list[str]:
    """Which policies could be dropped, or made to let everybody through, without `matrix_faults` saying so."""
    survivors = []
    for table, policy, mutation in mutations(connection, schema):
        examples = [one for one in guarded if table in (one.table, one.kept_in)]
        with undone(connection):
            connection.execute(mutation)
            if not breaks(connection, schema, examples):
                survivors.append(f"{policy} of {table}: {mutation.as_string(connection)}")
    return survivors


def breaks(connection: psycopg.Connection, schema: str, guarded: Sequence[Guarded]) -> bool:
    """A trigger may need a policy so much that there cannot even be an example without it."""
    try:
        with undone(connection):
            return next(matrix_faults(connection, schema, guarded), None) is not None
    except psycopg.errors.InsufficientPrivilege:
        return True


def mutations(connection: psycopg.Connection, schema: str) -> Iterator[tuple[str, str, sql.Composed]]:
    found = connection.execute(
        """select tablename, policyname, cmd, qual, with_check,
            has_table_privilege(%(app)s, format('%%I.%%I', schemaname, tablename), 'insert')
        from pg_policies where schemaname = %(schema)s""",
        {"schema": schema, "app": f"{schema}_app"},
    )
    for table, policy, command, using, check, may_insert in found.fetchall():
        on = sql.SQL("policy {} on {}").format(sql.Identifier(policy), sql.Identifier(schema, table))
        yield table, policy, sql.SQL("drop {}").format(on)
        if command != "INSERT" and using != "true":
            yield table, policy, sql.SQL("alter {} using (true)").format(on)
        # Where nothing can be inserted the rows belong to nobody: none could be made somebody else's either.
        if command in ("ALL", "INSERT", "UPDATE") and check != "true" and may_insert:
            yield table, policy, sql.SQL("alter {} with check (true)").format(on)


def gets_through(connection: psycopg.Connection, schema: str, one: Guarded, asker: Asker, command: Command) -> bool:
    target, row = sql.Identifier(schema, one.table), one.row(ANN)
    with undone(connection):
        put_needs(connection, schema, one)
        if command != Command.INSERT:
            put_row(connection, schema, one, row)
        become(connection, schema, asker)
        match command:
            case Command.SELECT:
                return done(connection, sql.SQL("select from {} where {}").format(target, is_the(row)), row)
            case Command.INSERT:
                return done(connection, insertion(target, row), row)
            case Command.UPDATE:
                taken = {**row, **belonging(row, PEOPLE.get(asker, ANN))}
                return any(done(connection, updating(target, row, new), row) for new in (row, taken))
            case Command.DELETE:
                return done(connection, sql.SQL("delete from {} where {}").format(target, is_the(row)), row)


def gives_away(connection: psycopg.Connection, schema: str, one: Guarded, to: Asker) -> bool:
    target, row = sql.Identifier(schema, one.table), one.row(ANN)
    with undone(connection):
        put_needs(connection, schema, one)
        put_row(connection, schema, one, row)
        become(connection, schema, Asker.OWN)
        return done(connection, updating(target, row, {**row, **belonging(row, PEOPLE[to])}), row)


def become(connection: psycopg.Connection, schema: str, asker: Asker) -> None:
    role = f"{schema}_owner" if asker == Asker.OWNER else f"{schema}_app"
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
    who = PEOPLE.get(asker)
    connection.execute(
        "select set_config('app.team_id', %s, true), set_config('app.person_id', %s, true),"
        " set_config('app.all_teams', %s, true)",
        [str(who.team_id) if who else "", str(who.person_id) if who else "", "on" if asker == Asker.KIT else ""],
    )


def done(connection: psycopg.Connection, statement: sql.Composed, row: Row) -> bool:
    """Whether it reached a row. What breaks another rule than row level security has come past that already."""
    with undone(connection):
        try:
            return connection.execute(statement, row).rowcount == 1
        except psycopg.errors.InsufficientPrivilege:
            return False
        except psycopg.IntegrityError:
            return True


def put_needs(connection: psycopg.Connection, schema: str, one: Guarded) -> None:
    for table, row in one.needs:
        put(connection, sql.Identifier(schema, table), row)


def put_row(connection: psycopg.Connection, schema: str, one: Guarded, row: Row) -> None:
    if not one.there:
        put(connection, sql.Identifier(schema, one.kept_in or one.table), row)


def put(connection: psycopg.Connection, target: sql.Identifier, row: Row) -> None:
    connection.execute(insertion(target, row), row)


def insertion(target: sql.Identifier, row: Row) -> sql.Composed:
    names, values = map(sql.Identifier, row), map(sql.Placeholder, row)
    comma = sql.SQL(", ")
    return sql.SQL("insert into {} ({}) values ({})").format(target, comma.join(names), comma.join(values))


def updating(target: sql.Identifier, row: Row, new: Row) -> sql.Composed:
    """Sets what the row belongs by, or if that stays as it is, one column to itself."""
    moved = {name: value for name, value in new.items() if value != row[name]} or dict([next(iter(row.items()))])
    settings = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(value)) for name, value in moved.items()
    )
    return sql.SQL("update {} set {} where {}").format(target, settings, is_the(row))


def is_the(row: Row) -> sql.Composed:
    known = [name for name, value in row.items() if isinstance(value, UUID | str | bool)]
    return sql.SQL(" and ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in known
    )


def belonging(row: Row, to: Who) -> Row:
    """The columns in which the row names Ann or her team, or her among others, naming `to` and theirs."""
    replaced = {ANN.person_id: to.person_id, ANN.team_id: to.team_id}
    names = {name: replaced[value] for name, value in row.items() if isinstance(value, UUID) and value in replaced}
    among = {name: value for name, value in row.items() if isinstance(value, list) and ANN.person_id in value}
    return names | {name: [replaced.get(each, each) for each in value] for name, value in among.items()}


@contextmanager
def undone(connection: psycopg.Connection) -> Iterator[None]:
    with connection.transaction(force_rollback=True):
        yield
