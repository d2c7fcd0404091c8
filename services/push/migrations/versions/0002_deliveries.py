"""Rings: one of each device for each thing that it rings for, until it has ended one way or another."""

from alembic import op

revision = "0002"
down_revision = "0001"

TEAM = "nullif(current_setting('app.team_id', true), '')::uuid"
PERSON = "nullif(current_setting('app.person_id', true), '')::uuid"

# `position` is of the event in its service's journal. Whoever has claimed one is `held_by` until `due_at`: when they
# have not said by then what became of it, it is due again. No text is kept: what it says is asked for when it rings.
DELIVERIES = f"""
create table push.deliveries (
    team_id uuid not null,
    id uuid primary key default gen_random_uuid(),
    person_id uuid not null,
    subscription_id uuid not null,
    event_id uuid not null,
    position bigint,
    origin text not null,
    what text not null check (what in ('message', 'follow_up', 'test')),
    conversation_id uuid,
    number bigint,
    kind text,
    contact_id uuid,
    at timestamptz not null,
    due_at timestamptz not null default clock_timestamp(),
    held_by uuid,
    in_quiet_hours boolean not null default false,
    is_short boolean not null default false,
    attempts integer not null default 0,
    state text not null default 'waiting',
    ended_at timestamptz,
    received_at timestamptz,
    unique (event_id, subscription_id),
    check ((state = 'waiting') = (ended_at is null))
);
create index deliveries_due on push.deliveries (origin, due_at) where state = 'waiting';
create index deliveries_ended on push.deliveries (ended_at) where state <> 'waiting';
alter table push.deliveries enable row level security;
alter table push.deliveries force row level security;
create policy own_deliveries on push.deliveries to push_app
    using (team_id = {TEAM} and person_id = {PERSON})
    with check (team_id = {TEAM} and person_id = {PERSON});
create policy every_delivery on push.deliveries to push_owner using (true) with check (true);
revoke update, delete, truncate on push.deliveries from push_app;
grant update (received_at) on push.deliveries to push_app;

-- The push services that there are, and until when one of them wants nothing.
create table push.origins (
    origin text primary key,
    paused_until timestamptz
);
alter table push.origins enable row level security;
alter table push.origins force row level security;
create policy every_origin on push.origins to push_owner using (true) with check (true);

create function push.know_origin() returns trigger
    language plpgsql security definer set search_path = push, pg_temp as $$
begin
    insert into origins (origin) values (new.origin) on conflict do nothing;
    return null;
end $$;
revoke all on function push.know_origin() from public;
create trigger origin_is_known after insert on push.subscriptions
    for each row execute function push.know_origin();
"""

ENQUEUE = f"""
create function push.enqueue(
        of_event uuid, at_position bigint, of_what text, happened_at timestamptz, people uuid[],
        in_conversation uuid, message_number bigint, of_kind text, of_contact uuid)
    returns bigint language sql security definer set search_path = push, pg_temp as $$
    with ringing as (select * from subscriptions where team_id = {TEAM} and person_id = any (people)),
        made as (
            insert into deliveries (team_id, person_id, subscription_id, event_id, position, origin, what,
                conversation_id, number, kind, contact_id, at)
            select team_id, person_id, id, of_event, at_position, origin, of_what,
                in_conversation, message_number, of_kind, of_contact, happened_at
            from ringing
            on conflict (event_id, subscription_id) do nothing
            returning 1)
    select count(*) from made
$$;
revoke all on function push.enqueue(uuid, bigint, text, timestamptz, uuid[], uuid, bigint, text, uuid) from public;
grant execute on function push.enqueue(uuid, bigint, text, timestamptz, uuid[], uuid, bigint, text, uuid) to push_app;
"""

# Of each push service that takes something, the oldest that are due: as many as `rooms` has for it, else `room`.
CLAIM = """
create function push.claim(rooms jsonb, room integer, holder uuid, lease interval)
    returns table (
        team_id uuid, id uuid, person_id uuid, subscription_id uuid, "position" bigint, origin text, what text,
        conversation_id uuid, number bigint, kind text, contact_id uuid, at timestamptz, in_quiet_hours boolean,
        is_short boolean, attempts integer, endpoint text, p256dh text, auth text, public_key text, language text,
        messages text, reminders boolean, hide_text boolean, quiet_since time, quiet_until time)
    language sql security definer set search_path = push, pg_temp as $$
    with chosen as (
            select due.id from origins cross join lateral (
                select d.id from deliveries d
                where d.origin = origins.origin and d.state = 'waiting' and d.due_at <= clock_timestamp()
                order by d.due_at limit coalesce((rooms ->> origins.origin)::integer, room)
                for update skip locked
            ) due
            where origins.paused_until is null or origins.paused_until <= clock_timestamp()),
        claimed as (
            update deliveries d set due_at = clock_timestamp() + lease, held_by = holder
            from chosen where d.id = chosen.id returning d.*)
    select c.team_id, c.id, c.person_id, c.subscription_id, c.position, c.origin, c.what, c.conversation_id, c.number,
        c.kind, c.contact_id, c.at, c.in_quiet_hours, c.is_short, c.attempts, s.endpoint, s.p256dh, s.auth,
        s.public_key, s.language, p.messages, p.reminders, p.hide_text, p.quiet_since, p.quiet_until
    from claimed c
    left join subscriptions s on s.id = c.subscription_id
    left join preferences p on p.team_id = c.team_id and p.person_id = c.person_id
    order by c.at, c.position
$$;
revoke all on function push.claim(jsonb, integer, uuid, interval) from public;
grant execute on function push.claim(jsonb, integer, uuid, interval) to push_app;
"""

# What became of those that the holder still has. Gives the subscriptions that have ended with it.
RECORD = """
create function push.record(told jsonb)
    returns table (team_id uuid, person_id uuid, subscription_id uuid)
    language sql security definer set search_path = push, pg_temp as $$
    with outcomes as (
            select * from jsonb_to_recordset(told) as outcome (
                id uuid, holder uuid, state text, seconds double precision, failed boolean, in_quiet_hours boolean,
                is_short boolean, key_mismatch boolean)),
        kept as (
            update deliveries d
            set state = o.state, held_by = null, in_quiet_hours = o.in_quiet_hours, is_short = o.is_short,
                attempts = d.attempts + o.failed::integer,
                due_at = clock_timestamp() + make_interval(secs => o.seconds),
                ended_at = case when o.state <> 'waiting' then clock_timestamp() end
            from outcomes o where d.id = o.id and d.held_by = o.holder and d.state = 'waiting'
            returning d.subscription_id, o.state, o.failed, o.key_mismatch),
        by_device as (
            select subscription_id, bool_or(state = 'sent') as was_sent, bool_or(state = 'gone') as is_gone,
                count(*) filter (where failed) as failures, bool_or(key_mismatch) as key_mismatch
            from kept group by subscription_id),
        rung as (
            update subscriptions s
            set last_delivered_at = case when was_sent then clock_timestamp() else s.last_delivered_at end,
                failures = case when was_sent then 0 else s.failures + by_device.failures end,
                key_mismatch = s.key_mismatch or by_device.key_mismatch
            from by_device
            where s.id = by_device.subscription_id and not is_gone
                and (was_sent or by_device.failures > 0 or by_device.key_mismatch))
    delete from subscriptions s using by_device where s.id = by_device.subscription_id and is_gone
    returning s.team_id, s.person_id, s.id
$$;
revoke all on function push.record(jsonb) from public;
grant execute on function push.record(jsonb) to push_app;

create function push.pause(of_origin text, seconds double precision) returns void
    language sql security definer set search_path = push, pg_temp as $$
    update origins set paused_until = greatest(paused_until, clock_timestamp() + make_interval(secs => seconds))
    where origin = of_origin
$$;
revoke all on function push.pause(text, double precision) from public;
grant execute on function push.pause(text, double precision) to push_app;

create function push.forget_ended(before timestamptz, most integer) returns bigint
    language sql security definer set search_path = push, pg_temp as $$
    with ended as (select id from deliveries where state <> 'waiting' and ended_at < before limit most),
        gone as (delete from deliveries where id in (select id from ended) returning 1)
    select count(*) from gone
$$;
revoke all on function push.forget_ended(timestamptz, integer) from public;
grant execute on function push.forget_ended(timestamptz, integer) to push_app;
"""


def upgrade() -> None:
    op.execute(DELIVERIES)
    op.execute(ENQUEUE)
    op.execute(CLAIM)
    op.execute(RECORD)
