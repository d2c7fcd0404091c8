"""Of which request each event came: for logs and traces that go on where it is heard."""

from alembic import op

from kit.migrations.journal import remember_cause

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    remember_cause(op, "settings")
