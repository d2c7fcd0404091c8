"""Imports go on here, and are undone, a turn at a time, a batch a transaction: a kill loses nothing, doubles nothing.

A turn is short, so that the teams take turns and a stop is soon done. It is a lease: what a killed worker held, another
one takes when the lease has run out, and goes on after the last batch that was kept.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count, islice, takewhile
from typing import Any
from uuid import UUID

import structlog

from contracts.history import Happening
from contracts.imports import ImportRefused, ImportState
from kit.database import Transactions
from services.contacts.actions.import_turns import acting, end
from services.contacts.actions.undo_import import undo_batch
from services.contacts.domain.csv_file import Row, rows
from services.contacts.domain.history import field_changes
from services.contacts.domain.imports import Plan, plan, read_rows
from services.contacts.storage.book import Book
from services.contacts.storage.history import Happened
from services.contacts.storage.imports import Turn, mapping_of, reading_of

log = structlog.get_logger()

BATCH_ROWS = 100
TURN_SECONDS = 3
MOST_ATTEMPTS = 5
ROWS_A_BREATH = 50
"""So many rows are read before other calls get their turn on this processor."""


def run_imports(store: Transactions[Book]) -> bool:
    """One turn, if there is something to do. Gives whether there was."""
    with store.transaction() as book:
        turn = book.imports.take_turn()
    if turn is None:
        return False
    with acting(store, turn) as book:
        running = book.imports.find(turn.import_id, locked=True)
        if running.state not in (ImportState.RUNNING, ImportState.UNDOING):
            book.imports.forget(turn.import_id)
            return True
        if turn.attempts > MOST_ATTEMPTS:
            end(book, turn, ImportState.FAILED, stopped(running))
            return True
    try:
        work(store, turn, running)
    except ImportRefused as refusal:
        with acting(store, turn) as book:
            if book.imports.hold(turn):
                end(book, turn, ImportState.FAILED, refusal.detail)
    return True


def stopped(running: Any) -> str:
    if running.state == ImportState.UNDOING:
        return f"Undoing the import stopped {MOST_ATTEMPTS} times. What was undone stays so; undo it again to go on."
    return f"The import stopped {MOST_ATTEMPTS} times after row {running.last_number}. What was done is kept."


def work(store: Transactions[Book], turn: Turn, running: Any) -> None:
    undoing = running.state == ImportState.UNDOING
    batch = partial(undo_batch, store, turn) if undoing else batches(store, turn, running)
    over = time.monotonic() + TURN_SECONDS
    while batch():
        if time.monotonic() >= over:
            with acting(store, turn) as book:
                book.imports.give_back(turn)
            return


def batches(store: Transactions[Book], turn: Turn, running: Any) -> Callable[[], bool]:
    """Each call does the next batch of rows, and says whether there may be more."""

    def chunk(number: int) -> bytes:
        with acting(store, turn) as book:
            return book.imports.chunk(turn.import_id, number)

    def source() -> Iterable[bytes]:
        return takewhile(bool, map(chunk, count()))

    left = rows(source, reading_of(running), after=running.last_number)
    return lambda: keep(store, turn, running, list(islice(left, BATCH_ROWS)))


def keep(store: Transactions[Book], turn: Turn, running: Any, batch: list[Row]) -> bool:
    """Whether there may be more to do in this turn."""
    drafts, refused = [], []
    mapping = mapping_of(running)
    for at in range(0, len(batch), ROWS_A_BREATH):
        read, unread = read_rows(batch[at : at + ROWS_A_BREATH], len(running.columns), mapping, running.country)
        drafts += read
        refused += unread
        time.sleep(0)
    with acting(store, turn) as book:
        imports = book.imports
        if not imports.hold(turn):
            return False
        planned = plan(drafts, imports.known(running.kind, drafts))
        if batch:
            created = imports.keep(running, planned)
            happened = told(running, planned, created)
            book.history.add_all(happened, team_id=turn.team_id, person_id=running.started_by)
            suspected = book.suspicions.suspect(running, planned, created)
            imports.refuse(running, refused)
            imports.advance(turn.import_id, planned, len(refused), batch[-1].number, suspected=suspected)
        if len(batch) < BATCH_ROWS:
            end(book, turn, ImportState.DONE)
            return False
    return True


def told(running: Any, planned: Plan, created_ids: Iterable[UUID]) -> Iterator[Happened]:
    """What the team reads of it, and what undoes it."""
    happened = partial(Happened, kind=running.kind, import_id=running.id)
    for contact_id, contact in zip(created_ids, planned.created, strict=True):
        yield happened(contact_id, what=Happening.IMPORTED, version=1, import_row=contact.number)
    for contact_id, contact in planned.changed.items():
        yield happened(
            contact_id,
            what=Happening.IMPORT_CHANGED,
            version=contact.version + 1,
            changes=field_changes(planned.before[contact_id], contact.fields),
            import_row=contact.number,
        )
