"""How people are called, for those who ring them in nobody's name."""

from alembic import op

revision = "0006"
down_revision = "0005"

CALLED = """
create function accounts.called(teams uuid[], people uuid[])
    returns table (team_id uuid, person_id uuid, name text, time_zone text)
    language sql stable security definer set search_path = accounts, pg_temp as $$
    select people.team_id, people.id, people.name, people.time_zone
    from unnest(teams, people) as asked (team_id, person_id)
    join people on people.team_id = asked.team_id and people.id = asked.person_id
$$;
revoke all on function accounts.called(uuid[], uuid[]) from public;
grant execute on function accounts.called(uuid[], uuid[]) to accounts_app;
"""


def upgrade() -> None:
    op.execute(CALLED)
