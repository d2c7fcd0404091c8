"""Devices that ring, and for what each person wants to be rung."""

from alembic import op

from kit.migrations import create_idempotency_keys

revision = "0001"
down_revision = None

TEAM = "nullif(current_setting('app.team_id', true), '')::uuid"
PERSON = "nullif(current_setting('app.person_id', true), '')::uuid"

# An endpoint is up to 2,048 characters, too long for an index.
SUBSCRIPTIONS = f"""
create table push.subscriptions (
    team_id uuid not null,
    id uuid primary key,
    person_id uuid not null,
    session_id uuid not null,
    endpoint text not null check (length(endpoint) <= 2048),
    p256dh text not null,
    auth text not null,
    -- Where the push service is: scheme, host and port.
    origin text not null,
    public_key text not null,
    label text not null,
    platform text not null,
    language text not null,
    created_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    last_delivered_at timestamptz,
    last_received_at timestamptz,
    failures integer not null default 0,
    -- The push service says that the key is another one's.
    key_mismatch boolean not null default false
);
create unique index one_endpoint on push.subscriptions (sha256(endpoint::bytea));
create index subscriptions_of_person on push.subscriptions (team_id, person_id);
create index subscriptions_by_age on push.subscriptions (seen_at);
alter table push.subscriptions enable row level security;
alter table push.subscriptions force row level security;
create policy own_devices on push.subscriptions to push_app
    using (team_id = {TEAM} and person_id = {PERSON})
    with check (team_id = {TEAM} and person_id = {PERSON});
create policy every_device on push.subscriptions to push_owner using (true) with check (true);
revoke truncate on push.subscriptions from push_app;

-- A browser that somebody else signs in with is theirs from then on.
create function push.let_go(of_endpoint text, but uuid) returns void
    language sql security definer set search_path = push, pg_temp as $$
    delete from subscriptions where sha256(endpoint::bytea) = sha256(of_endpoint::bytea) and person_id <> but
$$;
revoke all on function push.let_go(text, uuid) from public;
grant execute on function push.let_go(text, uuid) to push_app;

-- A person who is deactivated, or a session that has ended, rings no more.
create function push.silence(person uuid, session uuid) returns setof uuid
    language sql security definer set search_path = push, pg_temp as $$
    delete from subscriptions
    where team_id = {TEAM} and person_id = person and (session is null or session_id = session)
    returning id
$$;
revoke all on function push.silence(uuid, uuid) from public;
grant execute on function push.silence(uuid, uuid) to push_app;

-- A browser that comes back says that it has it; one that does not for so long is gone.
create function push.forget_unseen(before timestamptz, most integer) returns bigint
    language sql security definer set search_path = push, pg_temp as $$
    with unseen as (select id from subscriptions where seen_at < before limit most),
        gone as (delete from subscriptions where id in (select id from unseen) returning 1)
    select count(*) from gone
$$;
revoke all on function push.forget_unseen(timestamptz, integer) from public;
grant execute on function push.forget_unseen(timestamptz, integer) to push_app;
"""

PREFERENCES = f"""
create table push.preferences (
    team_id uuid not null,
    person_id uuid not null,
    messages text not null check (messages in ('all', 'direct', 'none')),
    reminders boolean not null,
    hide_text boolean not null,
    quiet_since time,
    quiet_until time,
    primary key (team_id, person_id),
    check ((quiet_since is null) = (quiet_until is null))
);
alter table push.preferences enable row level security;
alter table push.preferences force row level security;
create policy own_preferences on push.preferences to push_app
    using (team_id = {TEAM} and person_id = {PERSON})
    with check (team_id = {TEAM} and person_id = {PERSON});
create policy every_preference on push.preferences to push_owner using (true) with check (true);
revoke delete, truncate on push.preferences from push_app;
"""


def upgrade() -> None:
    op.execute(SUBSCRIPTIONS)
    op.execute(PREFERENCES)
    create_idempotency_keys(op, "push")
