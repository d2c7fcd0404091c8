"""What each service may do in the database, as SQL of an administrator. It may be run again at any time.

Left out: passwords, and who runs it: `deploy.local.database` on one machine, `deploy.k8s.postgres` in a cluster.
"""

from collections.abc import Iterator

from deploy.topology import EXTENSIONS, SERVICES, Part

IDLE_IN_TRANSACTION = "60s"

TO_APP = (("tables", "select, insert, update, delete"), ("sequences", "usage"))
"""What an app role may do with what its owner makes."""


def statements(database: str) -> Iterator[str]:
    """All that an empty database needs before the first migration. No role has a password afterwards."""
    for extension in EXTENSIONS:
        yield f'create extension if not exists "{extension}" with schema public'
    yield f'revoke all on database "{database}" from public'
    for service in SERVICES:
        yield from statements_of(service, database)


def statements_of(service: Part, database: str) -> Iterator[str]:
    owner, app, schema = service.owner, service.app, service.name
    for role in (owner, app):
        there = f"if not exists (select from pg_roles where rolname = '{role}')"
        yield f'do $$ begin {there} then create role "{role}"; end if; end $$'
        yield f'alter role "{role}" login nocreatedb nocreaterole noinherit'
        yield f'alter role "{role}" set search_path = "{schema}", public'
        yield f'grant connect on database "{database}" to "{role}"'
    yield f"alter role \"{app}\" set idle_in_transaction_session_timeout = '{IDLE_IN_TRANSACTION}'"
    # Only a member of a role may make a schema for it; a superuser is one without the grant.
    yield f'grant "{owner}" to current_user'
    yield f'create schema if not exists "{schema}" authorization "{owner}"'
    yield f'grant usage on schema "{schema}" to "{app}"'
    for kind, rights in TO_APP:
        made = f'alter default privileges for role "{owner}" in schema "{schema}"'
        yield f'{made} grant {rights} on {kind} to "{app}"'
