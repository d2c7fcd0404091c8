"""Which contacts are archived, as contacts announces it; and which follow-ups were announced to have fallen due."""

from alembic import op

revision = "0003"
down_revision = "0002"

# A row stays when its contact is restored: its version must not begin anew, or an older event would count again.
ARCHIVED = """
create table settings.archived_contacts (
    team_id uuid not null default nullif(current_setting('app.team_id', true), '')::uuid,
    contact_id uuid not null,
    archived boolean not null,
    version bigint not null check (version > 0),
    primary key (team_id, contact_id)
);
alter table settings.archived_contacts enable row level security;
alter table settings.archived_contacts force row level security;
create policy own_team on settings.archived_contacts to settings_app
    using (team_id = nullif(current_setting('app.team_id', true), '')::uuid)
    with check (team_id = nullif(current_setting('app.team_id', true), '')::uuid);
create policy every_team on settings.archived_contacts to settings_owner using (true) with check (true);

-- What contacts tells of all teams, from one place in the order of (team, contact) up to another: this and no more is
-- archived there, whatever was heard before.
create function settings.replace_archived_contacts(
        after_team uuid, after_contact uuid, last_team uuid, last_contact uuid, told jsonb)
    returns void language sql security definer set search_path = settings, pg_temp as $$
    delete from archived_contacts
    where (team_id, contact_id) > (after_team, after_contact) and (team_id, contact_id) <= (last_team, last_contact);
    insert into archived_contacts (team_id, contact_id, archived, version)
    select team_id, contact_id, true, version
    from jsonb_to_recordset(told) as of_a_contact (team_id uuid, contact_id uuid, version bigint)
$$;
revoke all on function settings.replace_archived_contacts(uuid, uuid, uuid, uuid, jsonb) from public;
grant execute on function settings.replace_archived_contacts(uuid, uuid, uuid, uuid, jsonb) to settings_app;
"""

DUE = """
alter table settings.{name} add column announced_for timestamptz;
comment on column settings.{name}.announced_for is 'The follow_up_at that was last announced to have come';

-- What is past by now was not announced, and is nobody's news any more. No policy shows it to the owner.
alter table settings.{name} no force row level security;
update settings.{name} set announced_for = follow_up_at where follow_up_at <= now();
alter table settings.{name} force row level security;

create index {name}_waiting on settings.{name} (follow_up_at) where announced_for is distinct from follow_up_at;

-- Everybody's. Each is given to one transaction alone, and to none again once that has committed.
create function settings.take_due_{name}(most integer)
    returns table (person_id uuid, team_id uuid, contact_id uuid, status text, follow_up_at timestamptz,
        follow_up_note text, version bigint)
    language sql security definer set search_path = settings, pg_temp as $$
    with due as materialized (
        select waiting.person_id, waiting.contact_id
        from {name} waiting
        where waiting.follow_up_at <= now() and waiting.announced_for is distinct from waiting.follow_up_at
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
revoke all on function settings.take_due_{name}(integer) from public;
grant execute on function settings.take_due_{name}(integer) to settings_app;
create policy due_follow_ups on settings.{name} to settings_owner
    using (follow_up_at <= now()) with check (announced_for = follow_up_at);
"""


def upgrade() -> None:
    op.execute(ARCHIVED)
    for name in ("user_contact_settings", "user_tma_settings"):
        op.execute(DUE.format(name=name))
