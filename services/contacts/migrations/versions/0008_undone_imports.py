"""Imports that are undone, what became of each contact then, and how the team maps columns."""

from alembic import op

revision = "0008"
down_revision = "0007"

UNDONE = """
alter table contacts.imports drop constraint imports_state_check;
alter table contacts.imports
    add check (state in ('uploading', 'ready', 'running', 'done', 'failed', 'undoing', 'undone')),
    add remembered boolean[] not null default '{}',
    add removed integer not null default 0,
    add restored integer not null default 0,
    add kept integer not null default 0,
    add undone_by uuid,
    add undone_until bigint not null default 0,
    add check (removed + restored + kept <= created + updated);

create table contacts.undone_rows (
    team_id uuid not null,
    import_id uuid not null,
    number integer not null,
    contact_id uuid not null,
    name text not null,
    undoing text not null,
    reason text not null,
    primary key (team_id, import_id, number),
    foreign key (team_id, import_id) references contacts.imports (team_id, id) on delete cascade
);

-- What an import did, without what its undoing does.
drop index contacts.history_of_import;
create index history_of_import on contacts.history (team_id, import_id, id) where import_row is not null;
"""

REMEMBERED = """
create table contacts.remembered_columns (
    team_id uuid not null,
    kind text not null check (kind in ('contact', 'tma')),
    header text not null,
    field text,
    primary key (team_id, kind, header)
);
"""

# Whether anybody plans with a contact, never who or what: only through this does contacts see more than one person's.
PLANNED = """
create index personal_settings_of_contact on contacts.personal_settings (contact_id)
    where status is not null or follow_up_at is not null;
create function contacts.planned_with(contact_ids uuid[])
    returns setof uuid
    language sql stable security definer set search_path = contacts, pg_temp as $$
    select asked.id from unnest(contact_ids) asked (id)
    where exists (
        select from personal_settings
        where contact_id = asked.id and (status is not null or follow_up_at is not null)
            and team_id = nullif(current_setting('app.team_id', true), '')::uuid)
$$;
revoke all on function contacts.planned_with(uuid[]) from public;
grant execute on function contacts.planned_with(uuid[]) to contacts_app;
create policy anybodys_settings on contacts.personal_settings for select to contacts_owner using (true);
"""

EXPORTED = """
create index contacts_archived_by_created on contacts.contacts (team_id, kind, created_at, id)
    where archived_at is not null;
"""

OWN_TEAM = """
alter table contacts.{table} enable row level security;
alter table contacts.{table} force row level security;
create policy own_team on contacts.{table} to contacts_app
    using (team_id = nullif(current_setting('app.team_id', true), '')::uuid)
    with check (team_id = nullif(current_setting('app.team_id', true), '')::uuid);
"""


def upgrade() -> None:
    for statements in (UNDONE, REMEMBERED, PLANNED, EXPORTED):
        op.execute(statements)
    for table in ("undone_rows", "remembered_columns"):
        op.execute(OWN_TEAM.format(table=table))
