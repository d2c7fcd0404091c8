"""How contacts are called, for those who remind of them in nobody's name."""

from alembic import op

revision = "0011"
down_revision = "0010"

NAMES = """
create function contacts.names_of(teams uuid[], kinds text[], ids uuid[])
    returns table (team_id uuid, kind text, contact_id uuid, name text)
    language sql stable security definer set search_path = contacts, pg_temp as $$
    select contact.team_id, contact.kind, contact.id, contact.name
    from unnest(teams, kinds, ids) as asked (team_id, kind, id)
    join contacts contact
        on contact.team_id = asked.team_id and contact.id = asked.id and contact.kind = asked.kind
            and contact.archived_at is null
$$;
revoke all on function contacts.names_of(uuid[], text[], uuid[]) from public;
grant execute on function contacts.names_of(uuid[], text[], uuid[]) to contacts_app;
"""


def upgrade() -> None:
    op.execute(NAMES)
