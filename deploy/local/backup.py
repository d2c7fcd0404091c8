"""`./qero backup` and `./qero restore`: the whole database in one file, and back.

A backup is one instant of all services at once, so that journals and those who follow them fit together. What is in
RabbitMQ is not kept: it only carries. What was restored has another epoch than what people saw, and whoever follows a
journal begins anew (docs/decisions/events-live-in-the-journal.md).
"""

import argparse
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from deploy.local.database import create_database, drop_database, migrate, prepare_database, url_for
from deploy.local.down import tidy
from deploy.local.home import Home
from deploy.local.machine import postgres_programs
from deploy.local.say import Trouble, confirmed, say, step
from deploy.local.servers import NAME, Servers
from deploy.local.supervisor import Supervisor
from deploy.topology import SERVICES

MAINTENANCE = "postgres"
"""The database of every server from which others are made and renamed."""

MIB = 1024 * 1024

HOLDS = """\
It holds all data of all teams, with sessions and hashes of passwords: keep it as secret as the database.
It holds no keys. What was made with these cannot be used without them, so keep them too, and apart from it:
  ./qero vapid export > keys.txt   or devices ring again only when their people have opened QERO again
  {secrets}   its "links": or open invites and reset links end
Passwords of the servers and the key of callers are made anew where they are missing."""

DONE = """\
{name} is as it was when the backup was made. ./qero up starts it.
Who was signed out, deactivated or given a new password since then has to be once more."""


class Failed(Trouble):
    """One of Postgres' programs ended with an error; its own words are in the message."""


def add_backup(told: argparse.ArgumentParser) -> None:
    told.add_argument("file", metavar="FILE", type=Path)


def add_restore(told: argparse.ArgumentParser) -> None:
    told.add_argument("file", metavar="FILE", type=Path)
    told.add_argument("--yes", action="store_true", help="do not ask before all present data is replaced")


def backup(home: Home, told: argparse.Namespace) -> int:
    """Of the QERO that runs, or of its database alone."""
    with administrator_of(home) as administrator, step(f"Writing {told.file}"):
        dump(administrator, told.file)
    say(f"{told.file} is written: {told.file.stat().st_size / MIB:,.1f} MiB.")
    say(HOLDS.format(secrets=home.path / "secrets.json"))
    return 0


def restore(home: Home, told: argparse.Namespace) -> int:
    check(told.file)
    with home.alone():
        tidy(home)
        if not (told.yes or confirmed(f"This replaces all data of the QERO in {home.path}.")):
            say("Nothing is restored.")
            return 1
        servers = Servers.of(home)
        with only_database(home, servers) as administrator, step(f"Restoring {told.file}"):
            load(administrator, told.file)
        if servers.rabbitmq:
            servers.rabbitmq.forget()
        else:
            say("  AMQP_URL: empty its queues, for what waits in them is of another time (docs/operations/backup.md).")
    say(DONE.format(name="The database"))
    return 0


@contextmanager
def administrator_of(home: Home) -> Iterator[str]:
    """The administrator's URL of the database."""
    if home.is_in_use():
        yield running_administrator(home)
        return
    with home.alone():
        tidy(home)
        with only_database(home, Servers.of(home)) as administrator:
            yield administrator


def running_administrator(home: Home) -> str:
    port = home.read("running.json").get("ports", {}).get("postgres")
    if port:
        return f"postgresql://postgres:{home.secret('postgres')}@127.0.0.1:{port}/{NAME}"
    given = os.environ.get("DATABASE_URL")
    if not given:
        raise Trouble(
            "QERO is still starting, or runs on somebody else's database. If so give DATABASE_URL, as you gave it to "
            "./qero up; else try again when ./qero status says healthy."
        )
    return given


@contextmanager
def only_database(home: Home, servers: Servers) -> Iterator[str]:
    supervisor = Supervisor(home)
    try:
        supervisor.add(servers.processes)
        servers.start_database()
        yield servers.administrator
    finally:
        servers.stop()
        supervisor.end()


def dump(administrator: str, file: Path) -> None:
    """`administrator` may read every row, whoever's it is. A file that is there already is left alone."""
    if file.exists():
        raise Trouble(f"{file} exists already. Backups are not written over each other: name another file.")
    growing = file.with_name(f"{file.name}.part")
    growing.unlink(missing_ok=True)
    try:
        os.close(os.open(growing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        run(administrator, "pg_dump", "--format=custom", f"--file={growing}")
        growing.rename(file)
    except OSError as error:
        raise Trouble(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        growing.unlink(missing_ok=True)


def load(administrator: str, file: Path) -> None:
    """Into the database that `administrator` names, which is replaced when all of it has come, and not before.

    The administrator may make databases. Raises Trouble.
    """
    check(file)
    try:
        replace(administrator, file)
    except psycopg.Error as error:
        raise Trouble(f"The database refused it: {error}") from error


def replace(administrator: str, file: Path) -> None:
    name = database_of(administrator)
    server = url_for(administrator, database=MAINTENANCE)
    fresh, old = f"{name}_restored", f"{name}_replaced"
    for left_behind in (fresh, old):
        drop_database(server, left_behind)
    restored = create_database(server, fresh)
    try:
        fill(restored, file)
    except BaseException:
        drop_database(server, fresh)
        raise
    with psycopg.connect(server) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            end_sessions(connection, name)
            rename(connection, name, old)
        rename(connection, fresh, name)
    drop_database(server, old)


def fill(administrator: str, file: Path) -> None:
    """Roles are the server's and in no backup: made first, with empty schemas that give way to the backup's own."""
    urls = prepare_database(administrator)
    into = ("--clean", "--if-exists", f"--dbname={database_of(administrator)}")
    run(administrator, "pg_restore", "--exit-on-error", *into, str(file))
    migrate(urls)
    with psycopg.connect(administrator) as connection:
        epoch = secrets.token_hex(4)
        for service in SERVICES:
            head = sql.Identifier(service.name, "journal_head")
            connection.execute(sql.SQL("update {} set epoch = %s").format(head), [epoch])


def check(file: Path) -> None:
    """Raises Trouble when it is no backup of QERO."""
    if not file.is_file():
        raise Trouble(f"There is no file {file}.")
    try:
        listed = run(None, "pg_restore", "--list", str(file))
    except Failed as failed:
        raise Trouble(f"{file} is no backup of QERO. {failed}") from None
    missing = [service.name for service in SERVICES if f" SCHEMA - {service.name} " not in listed]
    if missing:
        raise Trouble(f"{file} is no backup of QERO: it does not hold {', '.join(missing)}.")


def database_of(url: str) -> str:
    return str(conninfo_to_dict(url)["dbname"])


def end_sessions(connection: psycopg.Connection, database: str) -> None:
    connection.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and pid <> pg_backend_pid()",
        [database],
    )


def rename(connection: psycopg.Connection, before: str, after: str) -> None:
    command = sql.SQL("alter database {} rename to {}")
    connection.execute(command.format(sql.Identifier(before), sql.Identifier(after)))


def run(administrator: str | None, program: str, *words: str) -> str:
    """What one of Postgres' programs says. The password goes by the environment: a command line is everybody's.

    Raises Failed, and Trouble when there is no such program.
    """
    done = subprocess.run(
        [tool(program), *words],
        env=environment(administrator),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(f"{program} failed: {done.stderr.strip()}")
    return done.stdout


def tool(program: str) -> Path:
    folder = postgres_programs()
    if folder and (folder / program).exists():
        return folder / program
    found = shutil.which(program)
    if not found:
        raise Trouble(f"{program} is not installed: sudo apt-get install postgresql-client")
    return Path(found)


def environment(administrator: str | None) -> Mapping[str, str]:
    """libpq's own variables; a URL may say more than where and who, sslmode above all."""
    told = conninfo_to_dict(administrator or "")
    names = {"dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    named = {names.get(name, f"PG{name.upper()}"): str(value) for name, value in told.items() if value is not None}
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", **named}
