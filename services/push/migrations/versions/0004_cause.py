"""Of which request each event and each ring came: for logs and traces that go on where it rings."""

from alembic import op

from kit.migrations.journal import remember_cause

revision = "0004"
down_revision = "0003"

# `claim` stays as it is: the processes of the version before ask it still while they are replaced.
# Volatile, so that it sees what `claim` saw: that looks anew, after the statement that asks both has begun.
CAUSE_OF = """
create function push.cause_of(delivery uuid) returns table (request_id text, traceparent text)
    language sql volatile security definer set search_path = push, pg_temp as $$
    select d.request_id, d.traceparent from deliveries d where d.id = delivery
$$;
revoke all on function push.cause_of(uuid) from public;
grant execute on function push.cause_of(uuid) to push_app;
"""


def upgrade() -> None:
    remember_cause(op, "push")
    remember_cause(op, "push", "deliveries")
    op.execute(CAUSE_OF)
