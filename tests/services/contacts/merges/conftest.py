"""What one person does with contacts, in few words: `by(ann).merge(bosse, into=bo)`."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from contracts.contacts import CallLog, CallLogsOf, ChangeContact, LogCall, OneContact, Outcome
from contracts.history import HistoryEntry, HistoryOf
from contracts.merges import MergeContacts, Merged, OneMerge
from contracts.records import Contact, ContactChanges
from contracts.wire import Caller
from services.contacts.service import ContactsService

MONDAY = datetime(2020, 3, 2, 12, 0, tzinfo=UTC)


class Hand:
    def __init__(self, caller: Caller, answering: Callable[..., ContactsService], add: Callable[..., Contact]) -> None:
        self.caller = caller
        self.answering = answering
        self.make = add

    @property
    def contacts(self) -> ContactsService:
        return self.answering(self.caller)

    def add(self, **fields) -> Contact:
        return self.make(self.caller, **fields)

    def merge(self, away: Contact, into: Contact, **ask) -> Merged:
        return self.contacts.merge(MergeContacts(kind=into.kind, survivor_id=into.id, merged_id=away.id, **ask))

    def undo(self, merged: Merged) -> Merged:
        return self.contacts.undo_merge(OneMerge(kind=merged.merge.kind, id=merged.merge.id))

    def get(self, one: Contact) -> Contact:
        return self.contacts.get(OneContact(kind=one.kind, id=one.id))

    def change(self, one: Contact, version: int | None = None, **changes) -> Contact:
        ask = ChangeContact(kind=one.kind, id=one.id, version=version, changes=ContactChanges(**changes))
        return self.contacts.change(ask)

    def log(self, one: Contact, at: datetime = MONDAY, **call) -> CallLog:
        asked = {"outcome": Outcome.BUSY, "called_at": at, **call}
        return self.contacts.log_call(LogCall(kind=one.kind, contact_id=one.id, **asked))

    def calls(self, *several: Contact) -> dict:
        ask = CallLogsOf(kind=several[0].kind, contact_ids=[one.id for one in several])
        return self.contacts.call_logs_of(ask).call_logs

    def history(self, one: Contact) -> list[HistoryEntry]:
        return self.contacts.history(HistoryOf(kind=one.kind, contact_id=one.id)).items


@pytest.fixture
def by(contacts, add) -> Callable[[Caller], Hand]:
    return lambda caller: Hand(caller, contacts, add)
