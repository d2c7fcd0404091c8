"""The roles of the database: each service sees its own schema, and its app role may not change that."""

from collections.abc import Iterator
from itertools import permutations

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from deploy.k8s.postgres import prepare_sql
from deploy.local.database import create_database, drop_database, prepare_database, role_passwords
from deploy.local.say import Trouble
from deploy.local.stack import Stack
from deploy.topology import SERVICES

TABLES = {
    "accounts": "accounts.people",
    "contacts": "contacts.contacts",
    "settings": "settings.user_contact_settings",
    "chat": "chat.messages",
    "push": "push.subscriptions",
}
NAMES = [service.name for service in SERVICES]


@pytest.fixture
def signed_in(stack: Stack):
    connections = []

    def signed_in(role: str) -> psycopg.Connection:
        connections.append(psycopg.connect(stack.urls[role], autocommit=True))
        return connections[-1]

    yield signed_in
    for connection in connections:
        connection.close()


class TestRoles:
    @pytest.mark.parametrize("kind", ["app", "owner"])
    @pytest.mark.parametrize(("mine", "other"), [*permutations(NAMES, 2)])
    def test_no_role_of_one_service_reads_another(self, signed_in, kind, mine, other):
        with pytest.raises(InsufficientPrivilege):
            signed_in(f"{mine}_{kind}").execute(f"select from {TABLES[other]}")

    @pytest.mark.parametrize("mine", NAMES)
    @pytest.mark.parametrize(
        "deed",
        [
            "create table {mine}.spare (id int)",
            "create table public.spare (id int)",
            "create schema spare",
            "create temporary table spare (id int)",
            "create role spare",
            "create database spare",
            "alter table {table} no force row level security",
            "truncate {table}",
            "set role {mine}_owner",
            "update {mine}.alembic_version set version_num = ''",
        ],
    )
    def test_an_app_role_only_reads_and_writes_rows(self, signed_in, mine, deed):
        with pytest.raises(InsufficientPrivilege):
            signed_in(f"{mine}_app").execute(deed.format(mine=mine, table=TABLES[mine]))

    @pytest.mark.parametrize("mine", NAMES)
    def test_no_role_goes_round_row_level_security(self, signed_in, mine):
        found = signed_in("administrator").execute(
            "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication from pg_roles"
            " where rolname in (%s, %s)",
            [f"{mine}_app", f"{mine}_owner"],
        )

        assert found.fetchall() == [(False,), (False,)]

    @pytest.mark.parametrize("mine", NAMES)
    def test_an_app_role_is_in_no_other_role(self, signed_in, mine):
        found = signed_in("administrator").execute(
            "select 1 from pg_auth_members where member = %s::regrole", [f"{mine}_app"]
        )

        assert found.fetchall() == []


class TestPrepareSql:
    """What a cluster gets instead of `prepare_database`."""

    CATALOGUE = """
        select 'default', pg_get_userbyid(defaclrole), defaclnamespace::regnamespace::text, defaclobjtype::text,
            defaclacl::text from pg_default_acl
        union all select 'schema', pg_get_userbyid(nspowner), nspname, '', nspacl::text from pg_namespace
            where nspname = any (%(services)s)
        union all select 'database', '', '', '', datacl::text from pg_database where datname = current_database()
        union all select 'extension', '', extnamespace::regnamespace::text, extname, '' from pg_extension
    """

    def grants(self, url: str) -> set[tuple[str, ...]]:
        with psycopg.connect(url) as connection:
            return set(connection.execute(self.CATALOGUE, {"services": NAMES}).fetchall())

    @pytest.fixture
    def empty(self, stack: Stack) -> Iterator[str]:
        name = f"{stack.name}_prepared"
        yield create_database(stack.postgres, name)
        drop_database(stack.postgres, name)

    def test_makes_the_same_of_an_empty_database_as_often_as_it_is_run(self, stack: Stack, empty):
        with psycopg.connect(empty) as connection:
            connection.execute(prepare_sql(connection.info.dbname).encode())
        once = self.grants(empty)
        with psycopg.connect(empty) as connection:
            connection.execute(prepare_sql(connection.info.dbname).encode())

        assert once == self.grants(empty) == self.grants(stack.urls["administrator"])


class TestPrepareDatabase:
    def test_again_it_changes_no_password(self, stack: Stack):
        again = prepare_database(stack.urls["administrator"])

        assert again == {role: url for role, url in stack.urls.items() if role != "administrator"}

    def test_one_who_may_not_make_roles_is_told_what_to_do(self, stack: Stack):
        with pytest.raises(Trouble, match=r"signs in as contacts_owner, who may not make roles .* alter role"):
            prepare_database(stack.urls["contacts_owner"])

    def test_an_administrator_without_a_password_is_told_what_to_do(self):
        with pytest.raises(Trouble, match="DATABASE_URL has no password"):
            role_passwords("postgresql://postgres@127.0.0.1/qero")
