"""The journal of what accounts announces."""

from alembic import op

from kit.migrations.journal import create_journal

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    create_journal(op, "accounts")
