"""What was changed in each team and what was exported. It is added to, and nothing of it is ever changed."""

from alembic import op

revision = "0004"
down_revision = "0003"

AUDIT = """
create table accounts.audit (
    team_id uuid not null default nullif(current_setting('app.team_id', true), '')::uuid,
    -- A page is read by it, the newest first.
    id bigint generated always as identity,
    at timestamptz not null default now(),
    person_id uuid not null,
    what text not null,
    subject_id uuid,
    facts jsonb not null default '{}',
    primary key (team_id, id),
    foreign key (team_id, person_id) references accounts.people (team_id, id),
    foreign key (team_id, subject_id) references accounts.people (team_id, id)
);

alter table accounts.audit enable row level security;
alter table accounts.audit force row level security;
create policy team_reads on accounts.audit for select to accounts_app
    using (team_id = (select nullif(current_setting('app.team_id', true), '')::uuid));
create policy team_adds on accounts.audit for insert to accounts_app
    with check (team_id = (select nullif(current_setting('app.team_id', true), '')::uuid));
revoke update, delete, truncate on accounts.audit from accounts_app;
"""


def upgrade() -> None:
    op.execute(AUDIT)
