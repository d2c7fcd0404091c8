"""The next version: a copy of this tree in which one contract has gained a field.

Settings say in which app something was planned: on the ask, which the gateway fills in, on the answer, in the event, in
what HTTP shows, and in a new column.
"""

import shutil
from pathlib import Path

from deploy.local.home import ROOT
from kit.migrations import revisions

TREE = ("contracts", "kit", "services", "gateway", "deploy")

MIGRATED = "settings"
"""Whose tables it wants otherwise."""

EDITS = {
    "contracts/settings.py": [
        (
            """    follow_up_note: str = ""
    version: int = 0
""",
            """    follow_up_note: str = ""
    planned_in: str | None = None
    version: int = 0
""",
        ),
        (
            """    version: int | None = None
    changes: SettingsChanges
""",
            """    added = frozenset({"planned_in"})

    version: int | None = None
    planned_in: str | None = None
    changes: SettingsChanges
""",
        ),
    ],
    "services/settings/tables.py": [
        (
            """        Column("carried_version", BigInteger),
""",
            """        Column("carried_version", BigInteger),
        Column("planned_in", Text),
""",
        )
    ],
    "services/settings/storage.py": [
        (
            """"follow_up_note", "version")""",
            """"follow_up_note", "planned_in", "version")""",
        ),
        (
            """            "version": settings.version,
        }
""",
            """            "version": settings.version,
            "planned_in": settings.planned_in,
        }
""",
        ),
    ],
    "services/settings/domain.py": [
        (
            """update={**asked, "version": current.version + 1})""",
            """update={**asked, "planned_in": ask.planned_in, "version": current.version + 1})""",
        )
    ],
    "gateway/routes/settings.py": [
        (
            """version=version, changes=changes)""",
            """version=version, planned_in="the app", changes=changes)""",
        )
    ],
    "gateway/shapes.py": [
        (
            """    follow_up_note: str
    version: int
""",
            """    follow_up_note: str
    planned_in: str | None = None
    version: int
""",
        )
    ],
}
"""By file: what stands there once, and what takes its place."""

MIGRATION = '''"""In which app it was planned. Nothing that runs minds a column that it does not know."""

from alembic import op

revision = "{revision}"
down_revision = "{newest}"


def upgrade() -> None:
    for name in ("user_contact_settings", "user_tma_settings"):
        op.execute(f"alter table settings.{{name}} add column planned_in text")
'''


def make_next_version(folder: Path) -> Path:
    for name in TREE:
        shutil.copytree(ROOT / name, folder / name)
    for name, edits in EDITS.items():
        edit(folder / name, edits)
    newest = revisions(MIGRATED)[0]
    revision = f"{int(newest) + 1:04}"
    migration = folder / "services/settings/migrations/versions" / f"{revision}_planned_in.py"
    migration.write_text(MIGRATION.format(revision=revision, newest=newest))
    return folder


def edit(path: Path, edits: list[tuple[str, str]]) -> None:
    text = path.read_text()
    for before, after in edits:
        found = text.count(before)
        assert found == 1, (
            f"tests/faults/next_version.py has to be written anew: {path.name} has {found} times {before}"
        )
        text = text.replace(before, after)
    path.write_text(text)
