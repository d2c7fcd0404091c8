"""An import is undone as it was made: from the word to do it, a batch a transaction, to an end that is announced."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from contracts.history import Happening
from contracts.imports import Import, ImportNotReady, ImportState, OneImport, Undoing
from contracts.records import Contact, ContactFields
from contracts.wire import Caller
from kit.database import Transactions
from services.contacts.actions.import_turns import acting, end
from services.contacts.actions.prepare_import import in_state
from services.contacts.domain.history import field_changes
from services.contacts.domain.undo import Touched, Undone, undo
from services.contacts.storage.book import Book
from services.contacts.storage.history import Happened
from services.contacts.storage.imports import Turn, import_of

BATCH_ENTRIES = 100

Outcome = tuple[Touched, Contact | None, Undone]
"""What the import did to a contact, the contact as it was found, and what becomes of it."""


def undo_import(book: Book, caller: Caller, ask: OneImport) -> Import:
    """Told again, it changes nothing: it is being undone, or has been."""
    found = book.imports.find(ask.id, ask.kind, locked=True)
    if found.state in (ImportState.UNDOING, ImportState.UNDONE):
        return import_of(found)
    in_state(found, ImportState.DONE, ImportState.FAILED)
    if found.created + found.updated > 0 and not book.undo.did_anything(ask.id):
        raise ImportNotReady("The import was made before QERO kept what it needs to undo one.")
    return import_of(book.imports.make_undoing(ask.id, caller.person_id))


def undo_batch(store: Transactions[Book], turn: Turn) -> bool:
    """Whether there may be more to do in this turn."""
    with acting(store, turn) as book:
        if not book.imports.hold(turn):
            return False
        undone = book.imports.find(turn.import_id)
        entries = book.undo.next_entries(undone, BATCH_ENTRIES)
        if entries:
            outcomes = decide(book, undone, list({entry.contact_id for entry in entries}))
            keep(book, undone, outcomes)
            book.imports.advance_undoing(undone.id, [one.undoing for _, _, one in outcomes], entries[-1].id)
        if len(entries) < BATCH_ENTRIES:
            end(book, turn, ImportState.UNDONE)
            return False
    return True


def decide(book: Book, undone: Row[Any], contact_ids: list[UUID]) -> list[Outcome]:
    # Locked first: a call that is being logged now is seen, and one that is logged from now on waits.
    contacts = book.undo.locked(contact_ids)
    in_use = book.undo.in_use(contact_ids)
    outcomes = []
    for touched in book.undo.touched(undone, contact_ids):
        contact = contacts.get(touched.contact_id)
        outcomes.append((touched, contact, undo(touched, contact, is_in_use=touched.contact_id in in_use)))
    return outcomes


def keep(book: Book, undone: Row[Any], outcomes: Iterable[Outcome]) -> None:
    rows, happened, removed, changed = [], [], [], {}
    for touched, contact, outcome in outcomes:
        told = {"number": touched.number, "contact_id": touched.contact_id, "name": contact.name if contact else ""}
        rows.append({**told, "undoing": outcome.undoing, "reason": outcome.reason})
        if contact is None:
            continue
        if outcome.undoing == Undoing.REMOVED:
            removed.append(contact.id)
            happened.append(taken_back(undone, contact, contact))
        elif outcome.values:
            became = contact.model_copy(update=outcome.values)
            changed[contact.id] = became
            happened.append(taken_back(undone, contact, became))
    book.undo.remove(removed)
    book.contacts.change_all(changed)
    book.suspicions.look_again(undone.team_id, undone.kind, changed.values(), gone=removed)
    book.history.add_all(happened, team_id=undone.team_id, person_id=undone.undone_by)
    book.undo.keep(undone, rows)


def taken_back(undone: Row[Any], contact: Contact, became: ContactFields) -> Happened:
    return Happened(
        contact_id=contact.id,
        kind=contact.kind,
        what=Happening.IMPORT_UNDONE,
        version=contact.version + 1,
        changes=field_changes(contact, became),
        import_id=undone.id,
    )
