"""From the first chunk of a file to the word to start: nothing is made of its rows yet."""

from typing import Any

from sqlalchemy import Row

from contracts.imports import (
    IMPORT_CHUNK_BYTES,
    LARGEST_IMPORT_BYTES,
    AppendImport,
    BeginImport,
    Import,
    ImportNotReady,
    ImportRefused,
    ImportState,
    OneImport,
    StartImport,
)
from contracts.wire import Caller, Invalid
from services.contacts.domain.csv_file import Reading, survey
from services.contacts.domain.mapping import check, guess, guess_from_cells
from services.contacts.domain.text import has_unprintable, one_line
from services.contacts.storage.imports import ImportBook, import_of, mapping_of, reading_of

LONGEST_FILENAME = 255
MOST_CHUNKS = 10_000


def begin_import(book: ImportBook, caller: Caller, ask: BeginImport) -> Import:
    filename = one_line(ask.filename)
    if not 1 <= len(filename) <= LONGEST_FILENAME or has_unprintable(filename):
        raise Invalid.of("filename", "filename", f"filename has 1 to {LONGEST_FILENAME} printable characters.")
    return import_of(book.begin(caller.team_id, caller.person_id, ask.kind, filename))


def append_import(book: ImportBook, ask: AppendImport) -> None:
    if not 0 <= ask.number < MOST_CHUNKS:
        raise Invalid.of("number", "out_of_range", f"number is 0 to {MOST_CHUNKS - 1}, not {ask.number}.")
    if not 1 <= len(ask.content) <= IMPORT_CHUNK_BYTES:
        raise Invalid.of(
            "content", "size", f"content has 1 to {IMPORT_CHUNK_BYTES:,} bytes, this has {len(ask.content):,}."
        )
    upload = in_state(book.find(ask.id, locked=True), ImportState.UPLOADING)
    earlier = book.chunk(ask.id, ask.number)
    if earlier == ask.content:
        return
    if earlier:
        raise Invalid.of("number", "changed", f"Chunk {ask.number} has arrived already, with another content.")
    if upload.bytes + len(ask.content) > LARGEST_IMPORT_BYTES:
        raise ImportRefused(
            f"The file is larger than {LARGEST_IMPORT_BYTES // 1024**2} MB, the most one import may have.",
            facts={"limit": LARGEST_IMPORT_BYTES},
        )
    book.add_chunk(upload, ask.number, ask.content)


def finish_upload(book: ImportBook, ask: OneImport) -> Import:
    upload = book.find(ask.id, ask.kind, locked=True)
    if upload.state == ImportState.READY:
        return import_of(upload)
    return import_of(look_through(book, in_state(upload, ImportState.UPLOADING)))


def discard_upload(book: ImportBook, ask: OneImport) -> None:
    """Of a file that will never be whole, or that nobody can read. What has been looked through stays."""
    book.forget(in_state(book.find(ask.id, ask.kind, locked=True), ImportState.UPLOADING).id)


def start_import(book: ImportBook, caller: Caller, ask: StartImport) -> Import:
    """Looks through the file anew when it is to be read otherwise than the preview did."""
    ready = in_state(book.find(ask.id, ask.kind, locked=True), ImportState.READY)
    kept = reading_of(ready)
    wanted = Reading(
        encoding=ask.encoding or kept.encoding,
        delimiter=ask.delimiter or kept.delimiter,
        has_header=kept.has_header if ask.has_header is None else ask.has_header,
    )
    if wanted != kept:
        ready = look_through(book, ready, **vars(wanted))
    mapping = mapping_of(ready) if ask.mapping is None else ask.mapping
    check(mapping, ready.columns)
    return import_of(book.make_running(ask.id, mapping, caller.person_id, caller.country))


def look_through(book: ImportBook, upload: Row[Any], **how: Any) -> Row[Any]:
    if book.lacks_a_chunk(upload.id):
        raise ImportRefused("A chunk of the file has not arrived. Send it again, then finish the upload.")
    surveyed = survey(lambda: book.chunks(upload.id), **how)
    mapping = guess(surveyed.columns) if surveyed.reading.has_header else guess_from_cells(surveyed.sample)
    return book.make_ready(upload.id, surveyed, mapping)


def in_state(found: Row[Any], state: ImportState) -> Row[Any]:
    if found.state != state:
        raise ImportNotReady(f"The import is {found.state}, this needs it to be {state}.")
    return found
