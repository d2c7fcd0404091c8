"""What happened to one contact: who changed what and when. The team's; what one person plans is never in it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from contracts.kinds import Kind
from contracts.wire import Wire


class Happening(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    ARCHIVED = "archived"
    RESTORED = "restored"
    CALL_LOGGED = "call_logged"
    CALL_CHANGED = "call_changed"
    CALL_REMOVED = "call_removed"
    IMPORTED = "imported"
    """Created by an import."""
    IMPORT_CHANGED = "import_changed"
    """An import added what the contact lacked."""
    IMPORT_UNDONE = "import_undone"
    """What an import had added was taken away again."""
    MERGED = "merged"
    """Another contact was merged into this one."""
    MERGED_AWAY = "merged_away"
    """This contact was merged into another one."""
    MERGE_UNDONE = "merge_undone"


class FieldChange(Wire):
    """Plain JSON values as the field has them; None where there was or is none."""

    before: Any = None
    after: Any = None


class HistoryEntry(Wire):
    """`contact_id` is the contact it happened to: of one that was merged into the asked one, its own.

    `changes` by field: of the contact, or of the call when `call_log_id` says which. `import_id` and `merge_id`
    name what did it.
    """

    contact_id: UUID
    at: datetime
    person_id: UUID
    what: Happening
    changes: dict[str, FieldChange] = {}
    call_log_id: UUID | None = None
    import_id: UUID | None = None
    merge_id: UUID | None = None


class HistoryOf(Wire):
    """One page, the newest first, with what happened to those that were merged into it."""

    kind: Kind
    contact_id: UUID
    cursor: str | None = None
    limit: int = 50


class HistoryPage(Wire):
    items: list[HistoryEntry]
    next_cursor: str | None
