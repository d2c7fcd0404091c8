"""Personal settings of contacts and of TMA candidates, seen by their person alone."""

from alembic import op

from kit.migrations import create_idempotency_keys

revision = "0001"
down_revision = None

TABLE = """
    create table settings.{name} (
        person_id uuid not null,
        contact_id uuid not null,
        team_id uuid not null,
        status text check (status in ({words})),
        follow_up_at timestamptz,
        follow_up_note text not null check (char_length(follow_up_note) <= 2000),
        version bigint not null check (version > 0),
        updated_at timestamptz not null default now(),
        primary key (person_id, contact_id)
    );
    create index {name}_by_status on settings.{name} (person_id, status, contact_id) where status is not null;
    create index {name}_by_follow_up on settings.{name} (person_id, follow_up_at, contact_id)
        where follow_up_at is not null;
    alter table settings.{name} enable row level security;
    alter table settings.{name} force row level security;
    create policy own_settings on settings.{name} to settings_app
        using (person_id = nullif(current_setting('app.person_id', true), '')::uuid
            and team_id = nullif(current_setting('app.team_id', true), '')::uuid)
        with check (person_id = nullif(current_setting('app.person_id', true), '')::uuid
            and team_id = nullif(current_setting('app.team_id', true), '')::uuid);
"""


def upgrade() -> None:
    op.execute(TABLE.format(name="user_contact_settings", words="'hot', 'working', 'follow_up'"))
    op.execute(TABLE.format(name="user_tma_settings", words="'A', 'B', 'C'"))
    create_idempotency_keys(op, "settings")
