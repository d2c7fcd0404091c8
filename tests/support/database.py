"""A database with every role, schema and migration, for tests that need no bus."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import NullPool, create_engine, make_url, text

from kit import migrations

SERVICES = ("accounts", "contacts", "settings")

ROLES = """
do $$ begin
    if not exists (select from pg_roles where rolname = '{service}_owner') then
        create role {service}_owner login;
    end if;
    if not exists (select from pg_roles where rolname = '{service}_app') then
        create role {service}_app login nosuperuser nobypassrls noinherit;
    end if;
end $$;
"""
SCHEMA = """
create schema {service} authorization {service}_owner;
grant usage on schema {service} to {service}_app;
alter default privileges for role {service}_owner in schema {service}
    grant select, insert, update, delete on tables to {service}_app;
alter default privileges for role {service}_owner in schema {service} grant usage on sequences to {service}_app;
"""


@contextmanager
def fresh_database(administrator: str) -> Iterator[str]:
    """Yields the name of a database that is dropped afterwards."""
    name = f"qero_test_{uuid.uuid4().hex[:12]}"
    server = create_engine(administrator, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        # Roles belong to the whole server: two runs at once must not both find one missing.
        connection.execute(text("select pg_advisory_lock(7)"))
        for service in SERVICES:
            connection.execute(text(ROLES.format(service=service)))
        connection.execute(text(f"create database {name}"))
    url = make_url(administrator).set(database=name)
    try:
        prepare(url.render_as_string(hide_password=False))
        yield name
    finally:
        with server.connect() as connection:
            connection.execute(text(f"drop database {name} with (force)"))
        server.dispose()


def prepare(url: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("revoke create on schema public from public"))
        connection.execute(text("create extension pg_trgm"))
        connection.execute(text("create extension btree_gin"))
        for service in SERVICES:
            connection.execute(text(SCHEMA.format(service=service)))
    engine.dispose()
    for service in SERVICES:
        owner = make_url(url).update_query_dict({"options": f"-c role={service}_owner"})
        migrations.upgrade(service, owner.render_as_string(hide_password=False))
