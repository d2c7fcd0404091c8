"""The roles of the database: each service sees its own schema, and its app role may not change that."""

from itertools import permutations

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from deploy.local.database import prepare_database, role_passwords
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
