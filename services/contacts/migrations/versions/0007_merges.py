"""Two contacts made one and what that undoes, and pairs that may be the same."""

from alembic import op

revision = "0007"
down_revision = "0006"

# Of the names, only the survivor's is among contacts: `merged_name_key` is for a file that still says the other.
MERGES = """
create table contacts.merges (
    team_id uuid not null,
    id uuid not null,
    kind text not null check (kind in ('contact', 'tma')),
    survivor_id uuid not null,
    merged_id uuid not null check (merged_id <> survivor_id),
    -- The contact as it was.
    merged jsonb not null,
    merged_name_key text collate "C" not null,
    merged_version integer not null,
    -- The survivor's fields.
    survivor_before jsonb not null,
    survivor_after jsonb not null,
    -- Those that were moved.
    call_log_ids uuid[] not null,
    merged_by uuid not null,
    -- A team's merges come one after the other, and so do their times.
    merged_at timestamptz not null default clock_timestamp(),
    undone_by uuid,
    undone_at timestamptz,
    primary key (team_id, id)
);
create unique index merges_of_merged on contacts.merges (team_id, merged_id) where undone_at is null;
create index merges_of_survivor on contacts.merges (team_id, survivor_id, merged_at, id);
create index merges_by_name on contacts.merges (team_id, kind, merged_name_key) where undone_at is null;

alter table contacts.merges enable row level security;
alter table contacts.merges force row level security;
create policy own_team on contacts.merges to contacts_app
    using (team_id = (select nullif(current_setting('app.team_id', true), '')::uuid))
    with check (team_id = (select nullif(current_setting('app.team_id', true), '')::uuid));
revoke delete, truncate on contacts.merges from contacts_app;
"""

# Only its author changes a call log; whoever merges moves those of others as well, and nothing else of them.
MOVING = """
create policy moving_reads on contacts.call_logs for select to contacts_owner using (true);
create policy moving on contacts.call_logs for update to contacts_owner using (true) with check (true);
create function contacts.move_call_logs(from_contact uuid, to_contact uuid, chosen uuid[])
    returns setof uuid
    language sql security definer set search_path = contacts, pg_temp as $$
    update call_logs set contact_id = to_contact
    where team_id = nullif(current_setting('app.team_id', true), '')::uuid
        and contact_id = from_contact and (chosen is null or id = any (chosen))
    returning id
$$;
revoke all on function contacts.move_call_logs(uuid, uuid, uuid[]) from public;
grant execute on function contacts.move_call_logs(uuid, uuid, uuid[]) to contacts_app;
"""

# As before of each contact no more than that it is not among those in use.
AWAY = """
drop function contacts.archived(uuid, uuid, integer);
create policy every_merge on contacts.merges for select to contacts_owner using (true);
create function contacts.archived(after_team uuid, after_contact uuid, most integer)
    returns table (
        team_id uuid, contact_id uuid, kind text, version integer, merge_id uuid, merged_into uuid,
        merged_at timestamptz)
    language sql stable security definer set search_path = contacts, pg_temp as $$
    (select team_id, id, kind, version, null::uuid, null::uuid, null::timestamptz from contacts
        where archived_at is not null and (team_id, id) > (after_team, after_contact)
        order by team_id, id limit most)
    union all
    (select team_id, merged_id, kind, merged_version, id, survivor_id, merged_at from merges
        where undone_at is null and (team_id, merged_id) > (after_team, after_contact)
        order by team_id, merged_id limit most)
    order by 1, 2 limit most
$$;
revoke all on function contacts.archived(uuid, uuid, integer) from public;
grant execute on function contacts.archived(uuid, uuid, integer) to contacts_app;
"""

# The team is in what is looked for, and no other index can answer: nobody reads who of another team has a number, and
# a team that statistics do not know yet is not read from end to end for it, batch after batch of its first import. That
# is why the view says its team in another way than `team_contacts` does. What is written is looked for at once: a list
# of it that waits to be sorted in (fastupdate) would be read from end to end as well.
REACH = """
create function contacts.reach(team_id uuid, phones text[], emails text[]) returns text[]
    language sql immutable parallel safe as $$
    select array_agg(team_id::text || ' ' || reach) from unnest(phones || emails) reach
$$;
create index contacts_by_reach on contacts.contacts using gin (contacts.reach(team_id, phones, emails))
    with (fastupdate = off);
create view contacts.team_reach as
    select *, contacts.reach(team_id, phones, emails) as reach
    from contacts.contacts
    where team_id::text = current_setting('app.team_id', true);
-- Writing through it would pass by the policy.
revoke insert, update, delete, truncate on contacts.team_reach from contacts_app;
"""

SUSPICIONS = """
create table contacts.suspicions (
    team_id uuid not null,
    one_id uuid not null,
    other_id uuid not null check (one_id < other_id),
    kind text not null check (kind in ('contact', 'tma')),
    -- In this order they are listed.
    number bigint generated always as identity,
    found_at timestamptz not null default now(),
    import_id uuid,
    dismissed_by uuid,
    dismissed_at timestamptz,
    primary key (team_id, one_id, other_id)
);
create index suspicions_of_other on contacts.suspicions (team_id, other_id);
create index suspicions_listed on contacts.suspicions (team_id, kind, number) where dismissed_at is null;
create index suspicions_of_import on contacts.suspicions (team_id, import_id, number)
    where dismissed_at is null and import_id is not null;
alter table contacts.imports add column suspected integer not null default 0;
"""

# Of those who are there already. What more than a few have is a switchboard's, not a person's.
FOUND_AT_ONCE = """
insert into contacts.suspicions (team_id, kind, one_id, other_id)
select distinct team_id, kind, one_id, other_id
from (
    select team_id, kind, array_agg(id) as ids
    from contacts.contacts, unnest(phones || emails) as reach
    where archived_at is null
    group by team_id, kind, reach
    having count(*) between 2 and 10) as shared, unnest(ids) as one_id, unnest(ids) as other_id
where one_id < other_id;
"""

OWN_TEAM = """
alter table contacts.suspicions enable row level security;
alter table contacts.suspicions force row level security;
create policy own_team on contacts.suspicions to contacts_app
    using (team_id = (select nullif(current_setting('app.team_id', true), '')::uuid))
    with check (team_id = (select nullif(current_setting('app.team_id', true), '')::uuid));
"""


def upgrade() -> None:
    op.execute(MERGES)
    op.execute(MOVING)
    op.execute(AWAY)
    op.execute(REACH)
    op.execute(SUSPICIONS)
    op.execute(FOUND_AT_ONCE)
    op.execute(OWN_TEAM)
