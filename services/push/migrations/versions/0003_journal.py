"""The journal of what push announces, and how far it has listened to others."""

from alembic import op

from kit.migrations.journal import create_journal, create_listening

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    create_journal(op, "push")
    create_listening(op, "push")
