"""A whole QERO is filled, backed up and wiped, database and broker; then restored: everything is there, and goes on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from conftest import told
from psycopg import sql
from support import imports
from support.conversations import CONVERSATIONS, at, begun
from support.people import Person
from support.push import PREFERENCES, SUBSCRIPTIONS, as_browsers_tell
from support.push_server import PushServer
from support.streams import Stream
from support.waiting import eventually

from deploy.local import bus
from deploy.local.backup import check, dump, load
from deploy.local.backup import run as run_program
from deploy.local.database import drop_database, url_for
from deploy.local.events import look
from deploy.local.home import ROOT
from deploy.local.say import Trouble
from deploy.local.stack import Stack
from deploy.topology import SERVICES

FILLED = {
    "accounts.people",
    "accounts.sessions",
    "contacts.contacts",
    "contacts.call_logs",
    "contacts.imports",
    "settings.user_contact_settings",
    "chat.messages",
    "push.subscriptions",
    "push.deliveries",
    *(f"{service.name}.journal" for service in SERVICES),
}
SQL = re.compile(r"```sql\n(.*?)```", re.DOTALL)
TABLES = "select schemaname, tablename from pg_tables where schemaname = any(%s)"
# The one thing that a restore changes, on purpose.
CHECKSUM = """
select count(*), md5(string_agg(row, '' order by row))
from (select (to_jsonb(whole_row) - case when {name} = 'journal_head' then 'epoch' else '' end)::text as row
    from {table} whole_row) rows
"""


@dataclass(frozen=True)
class Kept:
    """What a database holds: of each table how many rows and their checksum, and all else as pg_dump writes it."""

    tables: dict[str, tuple[int, str]]
    structure: list[str]
    epochs: list[str]

    @classmethod
    def by(cls, administrator: str) -> "Kept":
        structure = run_program(administrator, "pg_dump", "--schema-only").splitlines()
        with psycopg.connect(administrator) as connection:
            names = connection.execute(TABLES, [[service.name for service in SERVICES]]).fetchall()
            return cls(
                tables={f"{schema}.{name}": checksum(connection, schema, name) for schema, name in names},
                # Newer ones begin and end with a word that is made up each time.
                structure=[line for line in structure if "restrict" not in line],
                epochs=[epoch(connection, service.name) for service in SERVICES],
            )


def checksum(connection: psycopg.Connection, schema: str, name: str) -> Any:
    query = sql.SQL(CHECKSUM).format(table=sql.Identifier(schema, name), name=sql.Literal(name))
    return connection.execute(query).fetchone()


def epoch(connection: psycopg.Connection, service: str) -> str:
    heads = sql.SQL("select epoch from {}").format(sql.Identifier(service, "journal_head"))
    [(found,)] = connection.execute(heads).fetchall()
    return str(found)


def at_rest(stack: Stack) -> bool:
    """Every event is published and applied, and everybody is rung."""
    found = look(stack.urls)
    behind = [one["lag"] for one in found["listeners"]] + [one["waiting"] for one in found["journals"]]
    with psycopg.connect(stack.urls["administrator"]) as connection:
        waiting = connection.execute("select 1 from push.deliveries where state = 'waiting'").fetchone()
    return not any(one is None or one for one in behind) and not waiting


def shown_to(person: Person, group: dict[str, Any]) -> dict[str, Any]:
    paths = (
        "/api/me",
        "/api/team/people",
        "/api/contacts?limit=200",
        "/api/contacts?status=hot",
        "/api/contacts/imports",
        "/api/call-logs",
        "/api/followups?scope=upcoming",
        CONVERSATIONS,
        at(group, "messages"),
        SUBSCRIPTIONS,
        PREFERENCES,
    )
    return {path: person.get(path).raise_for_status().json() for path in paths}


def fill(ann: Person, ben: Person, server: PushServer) -> SimpleNamespace:
    contact = ann.create(name="Nils Berg")
    ann.plan(contact, status="hot", follow_up_at="2091-03-01T09:00:00Z", follow_up_note="Ask about the boats")
    ben.plan(contact, status="working")
    ann.post(f"/api/contacts/{contact['id']}/call-logs", json={"outcome": "connected"}).raise_for_status()
    imports.run(ann, "/api/contacts", "name,company\nEva Ek,Nord\nBo Dahl,Syd\n")
    device = server.device()
    ben.post(SUBSCRIPTIONS, json=as_browsers_tell(ben, device)).raise_for_status()
    ben.put(PREFERENCES, json={"hide_text": True}).raise_for_status()
    group = begun(ann, "group", ben)
    say(ann, group, "Who has his number?")
    server.first(device)
    return SimpleNamespace(contact=contact, device=device, group=group)


def say(person: Person, group: dict[str, Any], text: str) -> None:
    person.post(at(group, "messages"), json={"id": str(uuid4()), "text": text}).raise_for_status()


def wipe(stack: Stack) -> None:
    drop_database(stack.postgres, stack.name)
    bus.manage(stack.management, stack.amqp, "DELETE", f"/api/vhosts/{stack.name}")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, push_server: PushServer) -> Iterator[SimpleNamespace]:
    """What was there before and after. It runs again, and has come to rest."""
    folder = tmp_path_factory.mktemp("backup")
    file = folder / "qero.backup"
    with (
        Stack(
            folder / "home",
            postgres=told("QERO_TEST_POSTGRES"),
            amqp=told("QERO_TEST_AMQP"),
            management=told("QERO_TEST_AMQP_MANAGEMENT"),
            extra={"PUSH_SERVICES": push_server.origin},
        ) as stack,
        Person(stack, "Ann") as ann,
    ):
        ann.found_team()
        with ann.invite("Ben", "member") as ben:
            made = fill(ann, ben, push_server)
            eventually(lambda: at_rest(stack))
            with Stream.of(ann) as stream:
                stream.hello()
                cursor = stream.cursor
            seen = [shown_to(person, made.group) for person in (ann, ben)]
            stack.system.stop()
            administrator = url_for(stack.postgres, database=stack.name)
            before = Kept.by(administrator)
            dump(administrator, file)
            wipe(stack)
            load(administrator, file)
            after = Kept.by(administrator)
            stack.define_virtual_host()
            stack.system.start()
            stack.system.wait_ready()
            eventually(lambda: at_rest(stack))
            yield SimpleNamespace(
                **vars(made),
                stack=stack,
                server=push_server,
                file=file,
                ann=ann,
                ben=ben,
                before=before,
                after=after,
                seen=seen,
                seen_again=[shown_to(person, made.group) for person in (ann, ben)],
                rung=len(made.device.shown),
                cursor=cursor,
            )


class TestARestore:
    def test_brings_back_every_row_of_every_table(self, story):
        assert story.after.tables == story.before.tables
        assert {name for name, (rows, _) in story.after.tables.items() if rows} >= FILLED

    def test_brings_back_every_right_policy_and_owner(self, story):
        assert story.after.structure == story.before.structure

    def test_gives_all_journals_one_epoch_that_none_of_them_had(self, story):
        assert len(set(story.after.epochs)) == 1
        assert not set(story.after.epochs) & set(story.before.epochs)

    def test_leaves_everybody_signed_in_and_shows_them_what_it_did(self, story):
        assert story.seen_again == story.seen

    def test_rings_nobody_again(self, story):
        assert story.rung == 1

    def test_lets_a_stream_of_before_begin_anew(self, story):
        with Stream.of(story.ann, since=story.cursor) as stream:
            reset = stream.first("reset")

            assert (reset["reason"], set(reset["services"])) == ("epoch", {service.name for service in SERVICES})
            assert stream.events == []

    def test_lets_listeners_and_streams_go_on(self, story):
        with Stream.of(story.ann) as stream:
            stream.hello()
            contact = story.ann.create(name="Ida Holm")
            story.ann.plan(contact, status="hot")
            say(story.ann, story.group, "Here it is")

            stream.first("event", lambda event: event["type"] == "message_posted")
        eventually(lambda: at_rest(story.stack))
        hot = story.ann.get("/api/contacts?status=hot").raise_for_status().json()["items"]
        assert [one["name"] for one in hot] == ["Ida Holm", "Nils Berg"]
        assert len(story.server.first(story.device, 2)) == len(story.device.shown) == 2


class TestTheSqlForOperators:
    def test_gives_all_journals_one_epoch_that_none_of_them_had(self, story):
        [block] = SQL.findall((ROOT / "docs/operations/backup.md").read_text())
        with psycopg.connect(story.stack.urls["administrator"]) as connection:
            connection.execute(block)
            found = {epoch(connection, service.name) for service in SERVICES}
            connection.rollback()

        assert len(found) == 1
        assert not found & {*story.before.epochs, *story.after.epochs}


class TestADamagedBackup:
    def test_is_given_up_and_the_present_data_stays(self, story, tmp_path):
        damaged = tmp_path / "damaged"
        damaged.write_bytes(story.file.read_bytes()[:-2_000])

        with pytest.raises(Trouble, match="pg_restore failed"):
            load(story.stack.urls["administrator"], damaged)

        assert story.ann.get("/api/me").is_success
        with psycopg.connect(story.stack.postgres) as connection:
            mine = f"{story.stack.name}%"
            left = connection.execute("select datname from pg_database where datname like %s", [mine]).fetchall()
        assert left == [(story.stack.name,)]


class TestADatabaseThatRefuses:
    def test_is_told_in_a_sentence(self, story):
        with pytest.raises(Trouble, match=r"The database refused it: .*permission denied to create database"):
            load(story.stack.urls["accounts_app"], story.file)


class TestABackup:
    def test_is_for_its_owner_alone(self, story):
        assert story.file.stat().st_mode & 0o077 == 0

    def test_is_never_written_over_another_file(self, tmp_path):
        (tmp_path / "kept").write_text("yesterday's")

        with pytest.raises(Trouble, match="exists already"):
            dump("postgresql://nobody@127.0.0.1:9/nothing", tmp_path / "kept")

        assert (tmp_path / "kept").read_text() == "yesterday's"

    def test_that_cannot_be_made_leaves_no_file(self, tmp_path):
        with pytest.raises(Trouble, match="pg_dump failed"):
            dump("postgresql://nobody@127.0.0.1:9/nothing", tmp_path / "backup")

        assert list(tmp_path.iterdir()) == []


class TestWhatIsNoBackup:
    def test_is_refused(self, tmp_path):
        (tmp_path / "letter").write_text("Dear Ann")

        with pytest.raises(Trouble, match=r"letter is no backup of QERO\. pg_restore failed: .*valid archive"):
            check(tmp_path / "letter")

    def test_nor_is_one_of_another_database(self, tmp_path):
        postgres = told("QERO_TEST_POSTGRES")
        run_program(postgres, "pg_dump", "--format=custom", f"--file={tmp_path / 'other'}")

        with pytest.raises(Trouble, match="is no backup of QERO: it does not hold accounts, contacts"):
            check(tmp_path / "other")

    def test_nor_is_no_file(self, tmp_path: Path):
        with pytest.raises(Trouble, match="There is no file"):
            check(tmp_path / "nothing")
