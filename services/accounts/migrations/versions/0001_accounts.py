"""Teams, people, passwords, sessions, invites, resets and throttles; who sees which row; the doors.

A door is a function of the owner's for what must be looked up before it is known who asks. It answers with no
more than is needed to know that; everything after runs under the policies. Owners are not held to the policies
(no `force`): doors run as the owner, who answers no calls.
"""

from alembic import op

from kit.migrations import create_idempotency_keys

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
create table accounts.teams (
    id uuid primary key,
    name text not null,
    country text not null,
    created_at timestamptz not null default now()
);

create table accounts.people (
    id uuid primary key,
    team_id uuid not null references accounts.teams,
    name text not null,
    email text not null,
    role text not null check (role in ('owner', 'admin', 'member')),
    colour text not null,
    time_zone text not null,
    active boolean not null default true,
    created_at timestamptz not null default now(),
    unique (team_id, id)
);
-- Across all teams: there is one sign-in form, and it does not ask for the team.
create unique index people_email on accounts.people (lower(email));

-- Apart from people, so that reading people can never tell a hash.
create table accounts.passwords (
    person_id uuid primary key references accounts.people,
    hash text not null,
    changed_at timestamptz not null default now()
);

create table accounts.sessions (
    id uuid primary key,
    team_id uuid not null,
    person_id uuid not null,
    token_hash bytea not null unique,
    token_since timestamptz not null default now(),
    next_token_hash bytea unique,
    previous_token_hash bytea unique,
    previous_until timestamptz,
    address text not null,
    user_agent text not null,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    foreign key (team_id, person_id) references accounts.people (team_id, id)
);
create index on accounts.sessions (person_id);
create index on accounts.sessions (last_seen_at);

create table accounts.invites (
    id uuid primary key,
    team_id uuid not null references accounts.teams,
    email text not null,
    role text not null check (role in ('owner', 'admin', 'member')),
    invited_by uuid not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    withdrawn_at timestamptz,
    used_at timestamptz,
    used_by uuid,
    foreign key (team_id, invited_by) references accounts.people (team_id, id),
    foreign key (team_id, used_by) references accounts.people (team_id, id) deferrable initially deferred
);
create unique index one_open_invite on accounts.invites (team_id, lower(email))
    where used_at is null and withdrawn_at is null;
create index on accounts.invites (expires_at);

create table accounts.resets (
    id uuid primary key,
    team_id uuid not null,
    person_id uuid not null,
    started_by uuid not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    withdrawn_at timestamptz,
    used_at timestamptz,
    foreign key (team_id, person_id) references accounts.people (team_id, id),
    foreign key (team_id, started_by) references accounts.people (team_id, id)
);
create unique index one_open_reset on accounts.resets (person_id) where used_at is null and withdrawn_at is null;
create index on accounts.resets (expires_at);

create table accounts.throttles (
    key text primary key,
    full_at timestamptz not null
);
comment on column accounts.throttles.full_at is 'When the whole burst is there again: GCRA''s theoretical arrival time';
create index on accounts.throttles (full_at);
"""

TEAM_ASKING = "nullif(current_setting('app.team_id', true), '')::uuid"
PERSON_ASKING = "nullif(current_setting('app.person_id', true), '')::uuid"
POLICIES = {
    "teams": f"id = {TEAM_ASKING}",
    "people": f"team_id = {TEAM_ASKING}",
    "passwords": f"person_id = {PERSON_ASKING}",
    "sessions": f"team_id = {TEAM_ASKING}",
    "invites": f"team_id = {TEAM_ASKING}",
    "resets": f"team_id = {TEAM_ASKING}",
}

DOORS = {
    "is_set_up()": "returns boolean language sql stable as $$ select exists (select from accounts.teams) $$",
    "credentials_of(wanted_email text)": """
        returns table (team_id uuid, person_id uuid, hash text) language sql stable as $$
        select people.team_id, people.id, passwords.hash
        from accounts.people join accounts.passwords on passwords.person_id = people.id
        where lower(people.email) = lower(wanted_email) and people.active
        $$""",
    "session_of(hashed bytea)": """
        returns table (team_id uuid, person_id uuid, session_id uuid) language sql stable as $$
        select team_id, person_id, id from accounts.sessions
        where token_hash = hashed or next_token_hash = hashed or previous_token_hash = hashed
        $$""",
    "team_of_invite(invite_id uuid)": """
        returns uuid language sql stable as $$ select team_id from accounts.invites where id = invite_id $$""",
    "team_of_reset(reset_id uuid)": """
        returns uuid language sql stable as $$ select team_id from accounts.resets where id = reset_id $$""",
    # Null when the attempt is allowed and counted; otherwise how long to wait.
    "take_attempt(wanted_key text, every interval, burst integer)": """
        returns interval language plpgsql as $$
        declare
            at timestamptz := clock_timestamp();
            refused_until timestamptz;
        begin
            insert into accounts.throttles as throttle values (wanted_key, at + every)
            on conflict (key) do update set full_at = greatest(throttle.full_at, at) + every
                where greatest(throttle.full_at, at) + every <= at + every * burst;
            if found then
                return null;
            end if;
            select full_at + every - every * burst into refused_until from accounts.throttles where key = wanted_key;
            return refused_until - at;
        end $$""",
    "give_back_attempt(wanted_key text, every interval)": """
        returns void language sql as $$
        update accounts.throttles set full_at = full_at - every where key = wanted_key $$""",
    "forget_attempts(wanted_key text)": """
        returns void language sql as $$ delete from accounts.throttles where key = wanted_key $$""",
    # A session is forgotten when it has been idle or has lived too long; a link 30 days after it expired.
    "forget_expired(idle interval, absolute interval, most integer)": """
        returns integer language sql as $$
        with old_sessions as (
            delete from accounts.sessions where id = any (array(
                select id from accounts.sessions
                where last_seen_at < now() - idle or created_at < now() - absolute limit most)) returning 1),
        old_invites as (
            delete from accounts.invites where id = any (array(
                select id from accounts.invites where expires_at < now() - interval '30 days' limit most)) returning 1),
        old_resets as (
            delete from accounts.resets where id = any (array(
                select id from accounts.resets where expires_at < now() - interval '30 days' limit most)) returning 1),
        old_throttles as (
            delete from accounts.throttles where key = any (array(
                select key from accounts.throttles where full_at < now() limit most)) returning 1)
        select ((select count(*) from old_sessions) + (select count(*) from old_invites)
            + (select count(*) from old_resets) + (select count(*) from old_throttles))::integer
        $$""",
}


def upgrade() -> None:
    op.execute(TABLES)
    for table, mine in POLICIES.items():
        op.execute(f"alter table accounts.{table} enable row level security")
        op.execute(f"create policy own_{table} on accounts.{table} to accounts_app using ({mine}) with check ({mine})")
    op.execute("alter table accounts.throttles enable row level security")
    create_idempotency_keys(op, "accounts")
    for door, body in DOORS.items():
        name, _, arguments = door.partition("(")
        types = ", ".join(argument.split()[1] for argument in arguments.rstrip(")").split(",") if argument.strip())
        op.execute(f"create function accounts.{door} {body} security definer set search_path = accounts, pg_temp")
        op.execute(f"revoke all on function accounts.{name}({types}) from public")
        op.execute(f"grant execute on function accounts.{name}({types}) to accounts_app")
