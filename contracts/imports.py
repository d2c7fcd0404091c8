"""An import of contacts or TMA candidates, from its upload to its end. `contracts.contacts` has the calls about it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Base64Bytes

from contracts.kinds import Kind
from contracts.wire import Refusal, Wire

LARGEST_IMPORT_ROWS = 100_000
LARGEST_IMPORT_BYTES = 20 * 1024 * 1024
IMPORT_CHUNK_BYTES = 256 * 1024


class ImportState(StrEnum):
    """uploading → ready (may be previewed and started) → running → done or failed → undoing → undone.

    Undoing may fail too; asked for again it goes on where it stopped.
    """

    UPLOADING = "uploading"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


class ImportField(StrEnum):
    """What a column may be mapped to. Several columns may be mapped to phone, email and tags."""

    ID = "id"
    """Of the contact itself, as an export writes it."""
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    COMPANY = "company"
    TITLE = "title"
    PHONE = "phone"
    EMAIL = "email"
    TAGS = "tags"
    NOTES = "notes"


class ImportCounts(Wire):
    """`rows` = created + updated + unchanged + refused when done. `created` equals the new rows in the database."""

    rows: int
    done: int
    created: int
    updated: int
    unchanged: int
    refused: int
    suspected: int = 0
    """Of those created, how many are likely to be somebody who was there: the list of suspected duplicates has them."""


class UndoCounts(Wire):
    """Contacts that an undone import had made or changed: `removed`, `restored`, and `kept` wholly or in part."""

    removed: int
    restored: int
    kept: int


class ImportPreview(Wire):
    """How the file was read. `mapping` has a field or None for each column: as the team last mapped a column of that
    header, else guessed from it.

    Without a header the first row is data and the columns are called "Column 1", "Column 2" …
    """

    encoding: str
    delimiter: str
    has_header: bool
    columns: list[str]
    mapping: list[ImportField | None]
    remembered: list[bool] = []
    """Of each column, whether it is mapped as the team last did."""
    sample: list[list[str]]


class Import(Wire):
    id: UUID
    kind: Kind
    filename: str
    state: ImportState
    preview: ImportPreview | None
    counts: ImportCounts
    undo: UndoCounts | None = None
    """Since it was told to undo it."""
    detail: str
    """Why it failed, for people; else empty."""
    created_by: UUID
    created_at: datetime
    finished_at: datetime | None


class Imports(Wire):
    """Those of one list that can still be undone or started, the newest first, at most 50; without their previews."""

    items: list[Import]


class BeginImport(Wire):
    kind: Kind
    filename: str


class AppendImport(Wire):
    """Chunk `number` counts from 0. The same chunk twice is the same chunk."""

    id: UUID
    number: int
    content: Base64Bytes


class OneImport(Wire):
    kind: Kind
    id: UUID


class StartImport(Wire):
    """What is None stays as the preview guessed it."""

    kind: Kind
    id: UUID
    mapping: list[ImportField | None] | None = None
    delimiter: str | None = None
    encoding: str | None = None
    has_header: bool | None = None


class RefusedRows(Wire):
    """`after` is the number of the last row seen; rows count from 1 below the header, blank ones too.

    A page of long rows may be shorter than `limit`: only an empty one is the end.
    """

    kind: Kind
    id: UUID
    after: int = 0
    limit: int = 500


class RefusedRow(Wire):
    number: int
    cells: list[str]
    reason: str


class RefusedRowPage(Wire):
    columns: list[str]
    items: list[RefusedRow]


class Undoing(StrEnum):
    """What became of one contact when its import was undone."""

    REMOVED = "removed"
    RESTORED = "restored"
    KEPT_IN_PART = "kept_in_part"
    """Some of what the import had added was changed since and stays."""
    KEPT_CHANGED = "kept_changed"
    """Somebody changed it since."""
    KEPT_IN_USE = "kept_in_use"
    """Somebody works with it: it was called, or is planned with."""
    KEPT_MERGED = "kept_merged"
    """It was merged with another one since."""


class UndoneRow(Wire):
    """`number` is the first row of the file that the contact came from."""

    number: int
    contact_id: UUID
    name: str
    undoing: Undoing
    reason: str
    """Why it was kept, for people; else empty."""


class UndoneRows(Wire):
    """`after` is the number of the last row seen."""

    kind: Kind
    id: UUID
    after: int = 0
    limit: int = 500


class UndoneRowPage(Wire):
    items: list[UndoneRow]


class ImportRefused(Refusal):
    """The file or the mapping cannot be used: empty, too long, not text, no name column …

    Of a file, `facts` are the `line` where it cannot be read and the `limit` that it exceeds, where there is one.
    """

    slug = "import-refused"
    title = "This file cannot be imported"


class ImportNotReady(Refusal):
    slug = "import-not-ready"
    title = "The import is not in a state for this"
