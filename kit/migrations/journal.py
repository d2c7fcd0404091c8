"""The tables of `kit.journal` and `kit.listening`, the same in each service's schema.

A transaction of a call sees nothing of them, and may only add an event of its own team to the journal. The kit's own
transactions say that they act for all teams (`kit.database.act_for_all`), and see all of it.
"""

from typing import Any

ALL_TEAMS = """
create policy all_teams on {schema}.{table} to {schema}_app
    using ((select current_setting('app.all_teams', true)) = 'on')
    with check ((select current_setting('app.all_teams', true)) = 'on');
alter table {schema}.{table} enable row level security;
alter table {schema}.{table} force row level security;
"""

JOURNAL = """
create table {schema}.journal (
    id bigint generated always as identity primary key,
    -- Given by the relay once the row is committed: 1, 2, 3 … without a gap.
    position bigint,
    event_id uuid not null default gen_random_uuid(),
    team_id uuid not null,
    audience uuid[],
    type text not null,
    data jsonb not null,
    at timestamptz not null default clock_timestamp()
);
create unique index journal_by_position on {schema}.journal (position) where position is not null;
create index journal_waiting on {schema}.journal (id) where position is null;
alter table {schema}.journal set (autovacuum_vacuum_scale_factor = 0.01);
create policy own_team_adds on {schema}.journal for insert to {schema}_app
    with check (team_id = (select nullif(current_setting('app.team_id', true), '')::uuid));

create table {schema}.journal_head (
    only_row boolean primary key default true check (only_row),
    epoch text not null default left(md5(gen_random_uuid()::text), 8),
    head bigint not null default 0,
    published bigint not null default 0,
    floor bigint not null default 0,
    check (0 <= floor and floor <= published and published <= head)
);
insert into {schema}.journal_head default values;
revoke insert, delete, truncate on {schema}.journal_head from {schema}_app;
"""

LISTENING = """
create table {schema}.listeners (
    source text primary key,
    -- Of the source's journal. '' while nothing was ever heard: then what listens has to be built anew.
    epoch text not null default '',
    position bigint not null default 0,
    -- Of the source, as last told: what is missing to it is the lag.
    head bigint not null default 0,
    gaps_filled bigint not null default 0,
    heard_at timestamptz
);
create table {schema}.parked_events (
    event_id uuid primary key,
    source text not null,
    position bigint not null,
    entry jsonb not null,
    reason text not null,
    attempts integer not null,
    parked_at timestamptz not null default now(),
    -- Set by `./qero events replay`; the listener tries it again and takes the row away when that went well.
    replay_asked_at timestamptz
);
"""


# What a transaction is part of, as `kit.database` tells it: nobody who writes a row has to know.
CAUSE = """
alter table {schema}.{table}
    add column request_id text default nullif(current_setting('app.request_id', true), ''),
    add column traceparent text default nullif(current_setting('app.traceparent', true), '');
"""


def create_journal(op: Any, schema: str) -> None:
    op.execute(JOURNAL.format(schema=schema))
    for table in ("journal", "journal_head"):
        op.execute(ALL_TEAMS.format(schema=schema, table=table))


def create_listening(op: Any, schema: str) -> None:
    op.execute(LISTENING.format(schema=schema))
    for table in ("listeners", "parked_events"):
        op.execute(ALL_TEAMS.format(schema=schema, table=table))


def remember_cause(op: Any, schema: str, table: str = "journal") -> None:
    """Of which request a row came."""
    op.execute(CAUSE.format(schema=schema, table=table))
