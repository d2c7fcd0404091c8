"""Of two profiles of one person, which is the newer: events may be heard late."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("alter table accounts.people add column version integer not null default 1")
