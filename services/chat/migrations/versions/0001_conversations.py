"""People as accounts tells them, conversations, and what each conversation is to each of its members."""

from alembic import op

from kit.migrations import create_idempotency_keys

revision = "0001"
down_revision = None

TEAM = "nullif(current_setting('app.team_id', true), '')::uuid"
PERSON = "nullif(current_setting('app.person_id', true), '')::uuid"

# A row stays when its person is deactivated: its version must not begin anew, or an older event would count again.
PEOPLE = f"""
create table chat.people (
    team_id uuid not null default {TEAM},
    person_id uuid not null,
    active boolean not null,
    version bigint not null check (version > 0),
    primary key (team_id, person_id)
);
create index people_deactivated on chat.people (team_id, person_id) where not active;
alter table chat.people enable row level security;
alter table chat.people force row level security;
create policy own_team on chat.people to chat_app using (team_id = {TEAM}) with check (team_id = {TEAM});
create policy every_team on chat.people to chat_owner using (true) with check (true);
revoke delete, truncate on chat.people from chat_app;

-- What accounts tells of all teams, from one place in the order of (team, person) up to another: these and no others
-- are there, whatever was heard before.
create function chat.replace_people(
        after_team uuid, after_person uuid, last_team uuid, last_person uuid, told jsonb)
    returns void language sql security definer set search_path = chat, pg_temp as $$
    delete from people
    where (team_id, person_id) > (after_team, after_person) and (team_id, person_id) <= (last_team, last_person);
    insert into people (team_id, person_id, active, version)
    select team_id, person_id, active, version
    from jsonb_to_recordset(told) as of_a_person (team_id uuid, person_id uuid, active boolean, version bigint)
$$;
revoke all on function chat.replace_people(uuid, uuid, uuid, uuid, jsonb) from public;
grant execute on function chat.replace_people(uuid, uuid, uuid, uuid, jsonb) to chat_app;
"""

# While nothing was said `last_posted_at` is when it began. It is in no index, so that a message changes none of them.
CONVERSATIONS = f"""
create table chat.conversations (
    team_id uuid not null,
    id uuid not null,
    kind text not null check (kind in ('channel', 'group', 'direct')),
    name text not null,
    topic text not null,
    is_private boolean not null check (is_private or kind = 'channel'),
    -- Of a direct one: who is in it. There is one for each pair.
    direct_key text check ((direct_key is null) = (kind <> 'direct')),
    member_ids uuid[] not null,
    last_number bigint not null default 0,
    last_posted_at timestamptz not null default now(),
    created_by uuid not null,
    created_at timestamptz not null default now(),
    archived_at timestamptz,
    version integer not null default 1,
    primary key (team_id, id)
) with (fillfactor = 70);
create unique index one_direct on chat.conversations (team_id, direct_key) where direct_key is not null;
create index conversations_open on chat.conversations (team_id, id) where not is_private;
create index conversations_by_age on chat.conversations (team_id, created_at);

alter table chat.conversations enable row level security;
alter table chat.conversations force row level security;
create policy readable on chat.conversations to chat_app
    using (team_id = {TEAM} and (not is_private or {PERSON} = any (member_ids)))
    with check (team_id = {TEAM} and (not is_private or {PERSON} = any (member_ids)));
-- For the view that is searched, and for leaving.
create policy everybodys on chat.conversations for select to chat_owner using (true);
create policy left_ones on chat.conversations for update to chat_owner using (true) with check (true);
-- What it is, whose and from when never changes.
revoke update, delete, truncate on chat.conversations from chat_app;
grant update (name, topic, member_ids, last_number, last_posted_at, archived_at, version)
    on chat.conversations to chat_app;

-- Postgres lets nobody write a row that they could not read afterwards, and who leaves a private one could not.
create function chat.leave(conversation uuid) returns integer
    language sql security definer set search_path = chat, pg_temp as $$
    update conversations
    set member_ids = array_remove(member_ids, {PERSON}), version = version + 1
    where team_id = {TEAM} and id = conversation and {PERSON} = any (member_ids)
    returning version
$$;
revoke all on function chat.leave(uuid) from public;
grant execute on function chat.leave(uuid) to chat_app;
"""

# Made and taken away with the membership itself: the two cannot say different things.
MEMBERS = f"""
create table chat.members (
    team_id uuid not null,
    person_id uuid not null,
    conversation_id uuid not null,
    joined_at timestamptz not null default now(),
    read_number bigint not null,
    notify text not null default 'all' check (notify in ('all', 'mentions', 'none')),
    version integer not null default 1,
    primary key (team_id, person_id, conversation_id),
    foreign key (team_id, conversation_id) references chat.conversations (team_id, id)
) with (fillfactor = 70);
alter table chat.members enable row level security;
alter table chat.members force row level security;
create policy own_side on chat.members to chat_app using (team_id = {TEAM} and person_id = {PERSON});
create policy every_side on chat.members to chat_owner using (true) with check (true);
revoke insert, update, delete, truncate on chat.members from chat_app;
grant update (read_number, notify, version) on chat.members to chat_app;

create function chat.seat_members() returns trigger
    language plpgsql security definer set search_path = chat, pg_temp as $$
begin
    if tg_op = 'UPDATE' then
        delete from members
        where team_id = new.team_id and conversation_id = new.id
            and person_id = any (old.member_ids) and not person_id = any (new.member_ids);
    end if;
    insert into members (team_id, person_id, conversation_id, read_number)
    select new.team_id, person_id, new.id, new.last_number
    from unnest(new.member_ids) person_id
    on conflict do nothing;
    return null;
end $$;
revoke all on function chat.seat_members() from public;
create trigger members_are_seated after insert or update of member_ids on chat.conversations
    for each row execute function chat.seat_members();
"""


def upgrade() -> None:
    op.execute(PEOPLE)
    op.execute(CONVERSATIONS)
    op.execute(MEMBERS)
    create_idempotency_keys(op, "chat")
