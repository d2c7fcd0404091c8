"""Every team's archived contacts page by page, for what others keep of them."""

from alembic import op

revision = "0005"
down_revision = "0004"

# Of each contact no more than that it is archived. Only through this does contacts see more than one team's.
ARCHIVED = """
create index contacts_archived_by_id on contacts.contacts (team_id, id) where archived_at is not null;
create function contacts.archived(after_team uuid, after_contact uuid, most integer)
    returns table (team_id uuid, contact_id uuid, kind text, version integer)
    language sql stable security definer set search_path = contacts, pg_temp as $$
    select team_id, id, kind, version from contacts
    where archived_at is not null and (team_id, id) > (after_team, after_contact)
    order by team_id, id limit most
$$;
revoke all on function contacts.archived(uuid, uuid, integer) from public;
grant execute on function contacts.archived(uuid, uuid, integer) to contacts_app;
"""


def upgrade() -> None:
    op.execute(ARCHIVED)
