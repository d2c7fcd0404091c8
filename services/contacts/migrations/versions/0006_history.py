"""What happened to each contact, for the team to read. It is added to, and nothing of it is ever changed."""

from alembic import op

revision = "0006"
down_revision = "0005"

HISTORY = """
create table contacts.history (
    team_id uuid not null,
    id bigint generated always as identity,
    contact_id uuid not null,
    kind text not null check (kind in ('contact', 'tma')),
    at timestamptz not null default now(),
    person_id uuid not null,
    what text not null,
    -- Of the contact, after this.
    version integer not null,
    changes jsonb not null default '{}',
    call_log_id uuid,
    import_id uuid,
    -- The first row of the import's file that did this.
    import_row integer,
    merge_id uuid,
    primary key (team_id, id)
);
create index history_of_contact on contacts.history (team_id, contact_id, id);
create index history_of_import on contacts.history (team_id, import_id, id) where import_id is not null;

alter table contacts.history enable row level security;
alter table contacts.history force row level security;
create policy team_reads on contacts.history for select to contacts_app
    using (team_id = (select nullif(current_setting('app.team_id', true), '')::uuid));
create policy team_adds on contacts.history for insert to contacts_app
    with check (team_id = (select nullif(current_setting('app.team_id', true), '')::uuid));
revoke update, delete, truncate on contacts.history from contacts_app;
"""


def upgrade() -> None:
    op.execute(HISTORY)
