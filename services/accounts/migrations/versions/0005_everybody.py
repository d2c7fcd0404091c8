"""Everybody of every team page by page, for what others keep of them."""

from alembic import op

revision = "0005"
down_revision = "0004"

# Of each no more than whether they are active. Only through this, and the doors, does accounts see another team.
EVERYBODY = """
create function accounts.everybody(after_team uuid, after_person uuid, most integer)
    returns table (team_id uuid, person_id uuid, active boolean, version integer)
    language sql stable security definer set search_path = accounts, pg_temp as $$
    select team_id, id, active, version from people
    where (team_id, id) > (after_team, after_person)
    order by team_id, id limit most
$$;
revoke all on function accounts.everybody(uuid, uuid, integer) from public;
grant execute on function accounts.everybody(uuid, uuid, integer) to accounts_app;
"""


def upgrade() -> None:
    op.execute(EVERYBODY)
