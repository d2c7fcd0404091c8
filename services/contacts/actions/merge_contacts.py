"""One contact out of two, and two out of one again: in one transaction each, with all that hangs on them."""

from datetime import UTC, datetime
from uuid import uuid4

from contracts.history import Happening
from contracts.merges import ContactsMerged, MergeContacts, Merged, MergeUndone, OneMerge
from contracts.records import Contact, ContactFields
from contracts.wire import Caller
from services.contacts.domain import contacts, merges
from services.contacts.domain.history import field_changes
from services.contacts.storage.alone import be_alone
from services.contacts.storage.book import Book
from services.contacts.storage.merges import merge_of


def merge(book: Book, who: Caller, ask: MergeContacts) -> Merged:
    changes = contacts.clean_changes(ask.changes, who.country)
    be_alone(book.connection, who.team_id)
    before, merged = both_locked(book, ask)
    contacts.check_version(before, ask.survivor_version)
    contacts.check_version(merged, ask.merged_version)
    merges.check_mergeable(before, merged)
    fields = merges.united_fields(before, merged, changes)
    moved = book.call_logs.move(merged.id, before.id)
    book.contacts.take_away(merged)
    survivor = book.contacts.become(before, fields, max(before.version, merged.version) + 1)
    made = book.merges.add(who, uuid4(), merged=merged, before=before, after=survivor, call_log_ids=moved)
    book.suspicions.look_again(who.team_id, [survivor], gone=[merged.id])
    book.history.add(who, Happening.MERGED, survivor, field_changes(before, survivor), merge_id=made.id)
    book.history.add(who, Happening.MERGED_AWAY, merged, merge_id=made.id)
    book.journal.announce(ContactsMerged(merge=made, survivor=survivor), team_id=who.team_id)
    return Merged(merge=made, survivor=survivor)


def both_locked(book: Book, ask: MergeContacts) -> tuple[Contact, Contact]:
    """In the order of their ids, as everybody locks them who needs several."""
    ids = sorted({ask.survivor_id, ask.merged_id})
    found = {asked: book.contacts.contact(ask.kind, asked, locked=True) for asked in ids}
    return found[ask.survivor_id], found[ask.merged_id]


def undo(book: Book, who: Caller, ask: OneMerge) -> Merged:
    be_alone(book.connection, who.team_id)
    kept = book.merges.find(ask.kind, ask.id)
    merges.check_undoable(merge_of(kept), book.merges.built_upon(kept), datetime.now(UTC))
    now = book.contacts.contact(ask.kind, kept.survivor_id, locked=True)
    fields = merges.taken_apart(
        ContactFields.model_validate(kept.survivor_before), ContactFields.model_validate(kept.survivor_after), now
    )
    undone = book.merges.undo(ask.id, who.person_id)
    version = now.version + 1
    # Above whatever its id was shown with: its own versions, and those of the survivor it was found as.
    above_both = max(undone.merged.version, version) + 1
    book.contacts.put_back(undone.merged.model_copy(update={"version": above_both}), who.team_id)
    book.call_logs.move(now.id, undone.merged.id, kept.call_log_ids)
    survivor = book.contacts.become(now, ContactFields(**fields), version)
    restored = book.contacts.contact(ask.kind, undone.merged.id)
    book.suspicions.look_again(who.team_id, [survivor, restored])
    book.history.add(who, Happening.MERGE_UNDONE, survivor, field_changes(now, survivor), merge_id=undone.id)
    book.history.add(who, Happening.MERGE_UNDONE, restored, merge_id=undone.id)
    book.journal.announce(MergeUndone(merge=undone, survivor=survivor, restored=restored), team_id=who.team_id)
    return Merged(merge=undone, survivor=survivor)
