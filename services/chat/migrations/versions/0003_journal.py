"""The journal of what chat announces, and how far it has listened to others."""

from alembic import op

from kit.migrations.journal import create_journal, create_listening

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    create_journal(op, "chat")
    create_listening(op, "chat")
