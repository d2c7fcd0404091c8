"""What each person plans, as settings announces it: a copy to filter and sort that person's own lists by."""

from alembic import op

revision = "0004"
down_revision = "0003"

# A row is kept when all in it was cleared: its version must not begin anew, or an older event would count again.
# The policy names its person without a sub-select: the planner then knows how much each of them plans. Its team is not
# said as the view of contacts says it. Were it the same condition, the planner would take it from here to there as one
# of security, and no search would be answered by an index; and it would count twice that a person is of one team.
PERSONAL_SETTINGS = """
create table contacts.personal_settings (
    person_id uuid not null,
    kind text not null check (kind in ('contact', 'tma')),
    contact_id uuid not null,
    team_id uuid not null default nullif(current_setting('app.team_id', true), '')::uuid,
    status text,
    follow_up_at timestamptz,
    version bigint not null check (version > 0),
    primary key (person_id, kind, contact_id)
);
create index personal_settings_by_status on contacts.personal_settings (person_id, kind, status, contact_id)
    include (team_id, follow_up_at) where status is not null;
create index personal_settings_by_follow_up on contacts.personal_settings (person_id, kind, follow_up_at, contact_id)
    include (team_id, status) where follow_up_at is not null;

alter table contacts.personal_settings enable row level security;
alter table contacts.personal_settings force row level security;
create policy own_settings on contacts.personal_settings to contacts_app
    using (person_id = nullif(current_setting('app.person_id', true), '')::uuid
        and coalesce(team_id = nullif(current_setting('app.team_id', true), '')::uuid, false))
    with check (person_id = nullif(current_setting('app.person_id', true), '')::uuid
        and coalesce(team_id = nullif(current_setting('app.team_id', true), '')::uuid, false));
"""


def upgrade() -> None:
    op.execute(PERSONAL_SETTINGS)
