"""Alembic for each service: its own schema, its own versions folder, its own version table.

`python -m kit.migrations contacts` brings contacts to its newest revision, under an advisory lock.
"""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, text

ROOT = Path(__file__).resolve().parents[2]


def alembic_config(service: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "kit" / "migrations"))
    config.set_main_option("version_locations", str(ROOT / "services" / service / "migrations" / "versions"))
    config.set_main_option("path_separator", "os")
    config.attributes["schema"] = service
    return config


def revisions(service: str) -> list[str]:
    """All that this code knows, newest first."""
    script = ScriptDirectory.from_config(alembic_config(service))
    return [revision.revision for revision in script.walk_revisions()]


def current_revision(connection: Connection, service: str) -> str | None:
    """What the database is at; None when it was never migrated."""
    found: str | None = connection.execute(text(f"select version_num from {service}.alembic_version")).scalar()
    return found


def upgrade(service: str, owner_url: str) -> None:
    """Two processes may ask at once: one works, the other waits and finds nothing left to do."""
    config = alembic_config(service)
    engine = create_engine(owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(hashtext(:name))"), {"name": f"migrations of {service}"})
        connection.commit()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.execute(
            text(f"revoke insert, update, delete, truncate on {service}.alembic_version from {service}_app")
        )
        connection.commit()


def create_idempotency_keys(op: Any, schema: str) -> None:
    """The table of `kit.idempotency`: everybody sees their own keys, the owner's pruning only what is old."""
    op.execute(f"""
        create table {schema}.idempotency_keys (
            person_id uuid not null,
            key text not null,
            team_id uuid not null,
            call text not null,
            fingerprint text not null,
            answer jsonb,
            created_at timestamptz not null default now(),
            primary key (person_id, key)
        );
        create index on {schema}.idempotency_keys (created_at);
        alter table {schema}.idempotency_keys enable row level security;
        alter table {schema}.idempotency_keys force row level security;
        create policy own_keys on {schema}.idempotency_keys to {schema}_app
            using (person_id = nullif(current_setting('app.person_id', true), '')::uuid)
            with check (person_id = nullif(current_setting('app.person_id', true), '')::uuid);
        create policy old_keys on {schema}.idempotency_keys to {schema}_owner
            using (created_at < now() - interval '48 hours');
        create function {schema}.forget_old_idempotency_keys() returns integer
            language sql security definer set search_path = {schema}, pg_temp as $$
            with gone as (
                delete from {schema}.idempotency_keys where ctid = any (array(
                    select ctid from {schema}.idempotency_keys
                    where created_at < now() - interval '48 hours' limit 5000))
                returning 1)
            select count(*)::integer from gone
        $$;
        revoke all on function {schema}.forget_old_idempotency_keys() from public;
        grant execute on function {schema}.forget_old_idempotency_keys() to {schema}_app;
    """)
