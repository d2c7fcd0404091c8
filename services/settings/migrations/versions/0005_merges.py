"""Which contacts were merged away, as contacts announces it; and of what somebody planned with them, what it became."""

from alembic import op

revision = "0005"
down_revision = "0004"

# Those whose effect on what people plan is there. A contact is merged away once at a time.
REDIRECTS = """
create table settings.redirects (
    team_id uuid not null default nullif(current_setting('app.team_id', true), '')::uuid,
    merged_id uuid not null,
    survivor_id uuid not null check (survivor_id <> merged_id),
    kind text not null check (kind in ('contact', 'tma')),
    merge_id uuid not null,
    merged_at timestamptz not null,
    primary key (team_id, merged_id)
);
create index redirects_by_survivor on settings.redirects (team_id, survivor_id);
alter table settings.redirects enable row level security;
alter table settings.redirects force row level security;
create policy own_team on settings.redirects to settings_app
    using (team_id = nullif(current_setting('app.team_id', true), '')::uuid)
    with check (team_id = nullif(current_setting('app.team_id', true), '')::uuid);
create policy every_team on settings.redirects for select to settings_owner using (true);

-- Of all teams, from one place in the order of (team, contact) up to another.
create function settings.redirects_between(
        after_team uuid, after_contact uuid, last_team uuid, last_contact uuid)
    returns table (team_id uuid, merged_id uuid, survivor_id uuid, kind text, merge_id uuid, merged_at timestamptz)
    language sql stable security definer set search_path = settings, pg_temp as $$
    select team_id, merged_id, survivor_id, kind, merge_id, merged_at from redirects
    where (team_id, merged_id) > (after_team, after_contact) and (team_id, merged_id) <= (last_team, last_contact)
$$;
revoke all on function settings.redirects_between(uuid, uuid, uuid, uuid) from public;
grant execute on function settings.redirects_between(uuid, uuid, uuid, uuid) to settings_app;
"""

PLANS = """
alter table settings.{name} add column carried_version bigint;
comment on column settings.{name}.carried_version is
    'While the contact is merged away: the version that its person''s row of the survivor got of this one';

-- As before, and what was carried rings for the survivor alone. The row itself says so: it is looked at again once it
-- is locked, other tables are not.
create or replace function settings.take_due_{name}(most integer)
    returns table (person_id uuid, team_id uuid, contact_id uuid, status text, follow_up_at timestamptz,
        follow_up_note text, version bigint)
    language sql security definer set search_path = settings, pg_temp as $$
    with due as materialized (
        select waiting.person_id, waiting.contact_id
        from {name} waiting
        where waiting.follow_up_at <= now() and waiting.announced_for is distinct from waiting.follow_up_at
            and waiting.carried_version is null
            and not exists (
                select from archived_contacts away
                where away.team_id = waiting.team_id and away.contact_id = waiting.contact_id and away.archived)
        order by waiting.follow_up_at
        limit most
        for update skip locked)
    update {name} taken set announced_for = taken.follow_up_at
    from due
    where (taken.person_id, taken.contact_id) = (due.person_id, due.contact_id)
    returning taken.person_id, taken.team_id, taken.contact_id, taken.status, taken.follow_up_at,
        taken.follow_up_note, taken.version
$$;

create index {name}_by_contact on settings.{name} (contact_id, person_id);

-- Who plans anything with a contact of the team that the transaction acts for. Not what: each reads that as themselves.
create function settings.people_of_{name}(contact uuid)
    returns table (team_id uuid, person_id uuid, carried_version bigint)
    language sql stable security definer set search_path = settings, pg_temp as $$
    select team_id, person_id, carried_version from {name}
    where contact_id = contact and team_id = nullif(current_setting('app.team_id', true), '')::uuid
        and (status is not null or follow_up_at is not null or follow_up_note <> '')
    order by person_id
$$;
revoke all on function settings.people_of_{name}(uuid) from public;
grant execute on function settings.people_of_{name}(uuid) to settings_app;
"""


def upgrade() -> None:
    op.execute(REDIRECTS)
    for name in ("user_contact_settings", "user_tma_settings"):
        op.execute(PLANS.format(name=name))
