"""Everybody's settings page by page, for copies elsewhere; and what somebody changed just now."""

from alembic import op

revision = "0004"
down_revision = "0003"

OF_A_TABLE = """
    create index {name}_by_change on settings.{name} (person_id, updated_at);
    -- Lists are filtered by the copy that contacts keeps.
    drop index settings.{name}_by_status;
    create policy everybodys on settings.{name} for select to settings_owner using (true);
"""

# Without the notes. Only through this does settings see more than one person's rows.
SNAPSHOT = """
create function settings.snapshot(after_kind text, after_person uuid, after_contact uuid, most integer)
    returns table (kind text, person_id uuid, contact_id uuid, team_id uuid, status text, follow_up_at timestamptz,
        version bigint)
    language sql stable security definer set search_path = settings, pg_temp as $$
    (select 'contact', person_id, contact_id, team_id, status, follow_up_at, version
        from user_contact_settings
        where after_kind = 'contact' and (person_id, contact_id) > (after_person, after_contact)
        order by person_id, contact_id limit most)
    union all
    (select 'tma', person_id, contact_id, team_id, status, follow_up_at, version
        from user_tma_settings
        where (person_id, contact_id) > (
            case when after_kind = 'tma' then after_person else '00000000-0000-0000-0000-000000000000' end,
            case when after_kind = 'tma' then after_contact else '00000000-0000-0000-0000-000000000000' end)
        order by person_id, contact_id limit most)
    order by 1, 2, 3 limit most
$$;
revoke all on function settings.snapshot(text, uuid, uuid, integer) from public;
grant execute on function settings.snapshot(text, uuid, uuid, integer) to settings_app;
"""


def upgrade() -> None:
    for name in ("user_contact_settings", "user_tma_settings"):
        op.execute(OF_A_TABLE.format(name=name))
    op.execute(SNAPSHOT)
