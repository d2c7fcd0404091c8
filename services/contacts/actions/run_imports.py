"""Imports go on here, a turn at a time, a batch a transaction: a kill at any moment loses nothing and doubles nothing.

A turn is short, so that the teams take turns and a stop is soon done. It is a lease: what a killed worker held, another
one takes when the lease has run out, and goes on after the last batch that was kept.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count, islice, takewhile
from typing import Any

import structlog

from contracts.contacts import ImportEnded
from contracts.imports import ImportRefused, ImportState
from kit.database import Transactions, act_for
from services.contacts.domain.csv_file import Row, rows
from services.contacts.domain.imports import plan, read_rows
from services.contacts.storage.book import Book
from services.contacts.storage.imports import Turn, import_of, mapping_of, reading_of

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
        if running.state != ImportState.RUNNING:
            book.imports.forget(turn.import_id)
            return True
        if turn.attempts > MOST_ATTEMPTS:
            detail = f"The import stopped {MOST_ATTEMPTS} times after row {running.last_number}. What was done is kept."
            end(book, turn, ImportState.FAILED, detail)
            return True
    try:
        work(store, turn, running)
    except ImportRefused as refusal:
        with acting(store, turn) as book:
            if book.imports.hold(turn):
                end(book, turn, ImportState.FAILED, refusal.detail)
    return True


def work(store: Transactions[Book], turn: Turn, running: Any) -> None:
    def chunk(number: int) -> bytes:
        with acting(store, turn) as book:
            return book.imports.chunk(turn.import_id, number)

    def source() -> Iterable[bytes]:
        return takewhile(bool, map(chunk, count()))

    left = rows(source, reading_of(running), after=running.last_number)
    over = time.monotonic() + TURN_SECONDS
    while keep(store, turn, running, list(islice(left, BATCH_ROWS))):
        if time.monotonic() >= over:
            with acting(store, turn) as book:
                book.imports.give_back(turn)
            return


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
            suspected = book.suspicions.suspect(running, planned, created)
            imports.refuse(running, refused)
            imports.advance(turn.import_id, planned, len(refused), batch[-1].number, suspected=suspected)
        if len(batch) < BATCH_ROWS:
            end(book, turn, ImportState.DONE)
            return False
    return True


def end(book: Book, turn: Turn, state: ImportState, detail: str = "") -> None:
    ended = import_of(book.imports.finish(turn.import_id, state, detail))
    book.journal.announce(ImportEnded(ended=ended), team_id=turn.team_id)


@contextmanager
def acting(store: Transactions[Book], turn: Turn) -> Iterator[Book]:
    """A transaction that sees the team whose turn it is."""
    with store.transaction() as book:
        act_for(store.connection, team_id=turn.team_id, person_id=None)
        yield book
