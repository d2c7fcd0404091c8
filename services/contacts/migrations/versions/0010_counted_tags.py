"""Each team's tags, counted as contacts get and lose them: docs/decisions/tags-are-counted-by-triggers.md."""

from alembic import op

revision = "0010"
down_revision = "0007"

TAGS = """
-- Nobody writes between the count and the triggers that go on with it.
lock table contacts.contacts in share row exclusive mode;

create table contacts.tags (
    team_id uuid not null,
    kind text not null check (kind in ('contact', 'tma')),
    key text collate "C" not null,
    name text not null,
    contacts integer not null,
    primary key (team_id, kind, key)
);
create index tags_by_use on contacts.tags (team_id, kind, contacts desc, key) include (name);

drop index contacts.contacts_tagged;
"""

COUNT_ALL = """
insert into contacts.tags (team_id, kind, key, name, contacts)
select team_id, kind, tag.key, min(tag.name), count(*)
from contacts.contacts, unnest(tags, tag_keys) tag (name, key)
where archived_at is null
group by team_id, kind, tag.key;
"""

# After the count: no policy shows anything to the owner.
OWN_TEAM = """
alter table contacts.tags enable row level security;
alter table contacts.tags force row level security;
create policy own_team on contacts.tags to contacts_app
    using (team_id = (select nullif(current_setting('app.team_id', true), '')::uuid))
    with check (team_id = (select nullif(current_setting('app.team_id', true), '')::uuid));
"""

# Locked a team at a time, and not a tag at a time: a transaction counts in several statements, and two that met each
# other's tags in another order would wait for each other. One that changes several contacts locks them all before.
COUNTING = """
create function contacts.count_tags(changes contacts.tags[]) returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('tags of ' || team_id, 0))
    from (select distinct team_id from unnest(changes) order by team_id) counted;

    insert into contacts.tags as known
    select * from unnest(changes) change where change.contacts > 0
    on conflict (team_id, kind, key)
        do update set name = excluded.name, contacts = known.contacts + excluded.contacts;

    update contacts.tags known set contacts = known.contacts + change.contacts
    from unnest(changes) change
    where change.contacts < 0
        and known.team_id = change.team_id and known.kind = change.kind and known.key = change.key;

    delete from contacts.tags known using unnest(changes) change
    where known.contacts = 0 and change.contacts < 0
        and known.team_id = change.team_id and known.kind = change.kind and known.key = change.key;
end $$;

-- Of what a statement has added, or removed.
create function contacts.count_tags_of_several() returns trigger language plpgsql as $$
declare changes contacts.tags[] := (
    select array_agg((team_id, kind, key, name, contacts)::contacts.tags)
    from (
        select team_id, kind, tag.key, max(tag.name), count(*)::integer * case tg_op when 'INSERT' then 1 else -1 end
        from several, unnest(tags, tag_keys) tag (name, key)
        where archived_at is null
        group by team_id, kind, tag.key
    ) counted (team_id, kind, key, name, contacts));
begin
    if changes is not null then
        perform contacts.count_tags(changes);
    end if;
    return null;
end $$;

create function contacts.count_tags_of_changed() returns trigger language plpgsql as $$
declare changes contacts.tags[] := (
    with before as (select key, name from unnest(old.tags, old.tag_keys) tag (name, key) where old.archived_at is null),
        after as (select key, name from unnest(new.tags, new.tag_keys) tag (name, key) where new.archived_at is null)
    select array_agg((new.team_id, new.kind, key, name, contacts)::contacts.tags)
    from (
        select key, name, 1 from (table after except table before) got
        union all
        select key, name, -1 from (table before except table after) lost
    ) counted (key, name, contacts));
begin
    if changes is not null then
        perform contacts.count_tags(changes);
    end if;
    return null;
end $$;

create trigger count_tags_of_added after insert on contacts.contacts
    referencing new table as several for each statement execute function contacts.count_tags_of_several();
create trigger count_tags_of_removed after delete on contacts.contacts
    referencing old table as several for each statement execute function contacts.count_tags_of_several();
-- For each row, since most changes are of one, and of something else.
create trigger count_tags_of_changed after update on contacts.contacts
    for each row
    when (old.tags is distinct from new.tags or (old.archived_at is null) <> (new.archived_at is null))
    execute function contacts.count_tags_of_changed();
"""


def upgrade() -> None:
    for statement in (TAGS, COUNT_ALL, OWN_TEAM, COUNTING):
        op.execute(statement)
