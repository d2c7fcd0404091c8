"""The journal of what settings announces, and how far it has listened to others."""

from alembic import op

from kit.migrations.journal import create_journal, create_listening

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    create_journal(op, "settings")
    create_listening(op, "settings")
