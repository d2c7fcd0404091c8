"""What every turn of an import needs, whether it goes on or is undone: its team's eyes, and its end."""

from collections.abc import Iterator
from contextlib import contextmanager

from contracts.contacts import ImportEnded
from contracts.imports import ImportState
from kit.database import Transactions, act_for
from services.contacts.storage.book import Book
from services.contacts.storage.imports import Turn, import_of


def end(book: Book, turn: Turn, state: ImportState, detail: str = "") -> None:
    ended = import_of(book.imports.finish(turn.import_id, state, detail))
    book.journal.announce(ImportEnded(ended=ended), team_id=turn.team_id)


@contextmanager
def acting(store: Transactions[Book], turn: Turn) -> Iterator[Book]:
    """A transaction that sees the team whose turn it is."""
    with store.transaction() as book:
        act_for(store.connection, team_id=turn.team_id, person_id=None)
        yield book
