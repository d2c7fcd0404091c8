"""Imports: the file's chunks, the rows it could not use, and whose turn it is."""

from alembic import op

revision = "0002"
down_revision = "0001"

IMPORTS = """
create table contacts.imports (
    team_id uuid not null,
    id uuid not null,
    kind text not null check (kind in ('contact', 'tma')),
    filename text not null,
    state text not null default 'uploading'
        check (state in ('uploading', 'ready', 'running', 'done', 'failed')),
    bytes integer not null default 0,
    encoding text,
    delimiter text,
    has_header boolean,
    columns text[],
    mapping text[],
    sample jsonb,
    country text,
    rows integer not null default 0,
    done integer not null default 0,
    created integer not null default 0,
    updated integer not null default 0,
    unchanged integer not null default 0,
    refused integer not null default 0,
    last_number integer not null default 0,
    detail text not null default '',
    created_by uuid not null,
    started_by uuid,
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    primary key (team_id, id),
    check (done = created + updated + unchanged + refused and done <= rows)
);

create table contacts.import_chunks (
    team_id uuid not null,
    import_id uuid not null,
    number integer not null check (number >= 0),
    content bytea not null,
    primary key (team_id, import_id, number),
    foreign key (team_id, import_id) references contacts.imports (team_id, id) on delete cascade
);

create table contacts.refused_rows (
    team_id uuid not null,
    import_id uuid not null,
    number integer not null,
    cells text[] not null,
    reason text not null,
    primary key (team_id, import_id, number),
    foreign key (team_id, import_id) references contacts.imports (team_id, id) on delete cascade
);
"""

# A row of its own for each import, and nothing in it that a file says: only this does a worker, who acts for nobody
# until it has a turn, see of all teams, and only through the function.
TURNS = """
create table contacts.import_turns (
    team_id uuid not null,
    import_id uuid not null,
    due_at timestamptz not null,
    held_by uuid,
    held_until timestamptz not null default '-infinity',
    attempts integer not null default 0,
    primary key (team_id, import_id),
    foreign key (team_id, import_id) references contacts.imports (team_id, id) on delete cascade
);
create index import_turns_due on contacts.import_turns (due_at);

create function contacts.take_import_turn(holder uuid, hold interval)
    returns table (team_id uuid, import_id uuid, attempts integer)
    language sql security definer set search_path = contacts, pg_temp as $$
    update import_turns taken
    set held_by = holder, held_until = clock_timestamp() + hold, attempts = taken.attempts + 1
    where (taken.team_id, taken.import_id) = (
        select waiting.team_id, waiting.import_id
        from import_turns waiting
        where waiting.due_at <= clock_timestamp() and waiting.held_until <= clock_timestamp()
            -- The imports of a team come one after the other, the teams in turn.
            and not exists (
                select from import_turns before
                where before.team_id = waiting.team_id and before.due_at <= clock_timestamp()
                    and (before.due_at, before.import_id) < (waiting.due_at, waiting.import_id))
        order by waiting.held_until, waiting.due_at
        limit 1
        for update skip locked)
    returning taken.team_id, taken.import_id, taken.attempts
$$;
revoke all on function contacts.take_import_turn(uuid, interval) from public;
grant execute on function contacts.take_import_turn(uuid, interval) to contacts_app;
create policy every_turn on contacts.import_turns to contacts_owner using (true) with check (true);
"""

OWN_TEAM = """
alter table contacts.{table} enable row level security;
alter table contacts.{table} force row level security;
create policy own_team on contacts.{table} to contacts_app
    using (team_id = nullif(current_setting('app.team_id', true), '')::uuid)
    with check (team_id = nullif(current_setting('app.team_id', true), '')::uuid);
"""


def upgrade() -> None:
    op.execute(IMPORTS)
    op.execute(TURNS)
    for table in ("imports", "import_chunks", "refused_rows", "import_turns"):
        op.execute(OWN_TEAM.format(table=table))
