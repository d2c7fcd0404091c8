"""What a contact's history tells the team: each change once, by whom, and what it was before."""

from datetime import UTC, datetime

import pytest

from contracts.contacts import (
    ArchiveContact,
    CallLogChanges,
    ChangeCallLog,
    ChangeContact,
    LogCall,
    OneCallLog,
    OneContact,
    Outcome,
)
from contracts.history import FieldChange, Happening, HistoryOf
from contracts.kinds import Kind
from contracts.records import ContactChanges
from contracts.wire import Invalid, NotFound

CALLED_AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def changing(contact, **changes) -> ChangeContact:
    return ChangeContact(kind=contact.kind, id=contact.id, version=None, changes=ContactChanges(**changes))


def calling(contact, **call) -> LogCall:
    return LogCall(kind=contact.kind, contact_id=contact.id, outcome=Outcome.BUSY, called_at=CALLED_AT, **call)


class TestHistory:
    def test_tells_who_did_what_the_newest_first(self, contacts, add, history, ann, ben):
        bo = add(ann)
        contacts(ben).archive(ArchiveContact(kind=bo.kind, id=bo.id))
        contacts(ann).restore(OneContact(kind=bo.kind, id=bo.id))

        told = history(ann, bo).items

        assert [(entry.what, entry.person_id) for entry in told] == [
            (Happening.RESTORED, ann.person_id),
            (Happening.ARCHIVED, ben.person_id),
            (Happening.CREATED, ann.person_id),
        ]
        assert {entry.contact_id for entry in told} == {bo.id}

    def test_tells_the_fields_that_changed_as_they_were_and_became(self, contacts, add, history, ann):
        bo = add(ann, name="Bo Ek", phones=["070-123 45 67"], title="Chef")
        contacts(ann).change(changing(bo, phones=["08-12 34 56"], title="Chef", owner_id=ann.person_id))

        [changed, _created] = history(ann, bo).items

        assert changed.changes == {
            "phones": FieldChange(before=["+46701234567"], after=["+468123456"]),
            "owner_id": FieldChange(before=None, after=str(ann.person_id)),
        }

    def test_tells_nothing_of_a_change_that_changed_nothing(self, contacts, add, history, ann):
        bo = add(ann, title="Chef")
        contacts(ann).change(changing(bo, title="Chef"))

        assert len(history(ann, bo).items) == 1

    def test_tells_a_call_as_it_was_logged_corrected_and_removed(self, contacts, add, history, ann):
        bo = add(ann)
        log = contacts(ann).log_call(calling(bo, note="Later"))
        contacts(ann).change_call_log(ChangeCallLog(id=log.id, changes=CallLogChanges(note="Never")))
        contacts(ann).remove_call_log(OneCallLog(id=log.id))

        removed, changed, logged, _created = history(ann, bo).items

        assert {entry.call_log_id for entry in (removed, changed, logged)} == {log.id}
        assert logged.changes["outcome"] == FieldChange(before=None, after="busy")
        assert changed.changes == {"note": FieldChange(before="Later", after="Never")}
        assert removed.changes["called_at"] == FieldChange(before="2026-03-02T12:00:00Z", after=None)

    def test_comes_in_pages(self, contacts, add, history, ann):
        bo = add(ann)
        for number in range(4):
            contacts(ann).change(changing(bo, title=f"Title {number}"))

        first = history(ann, bo, limit=3)
        second = history(ann, bo, limit=3, cursor=first.next_cursor)

        assert [entry.changes["title"].after for entry in first.items] == ["Title 3", "Title 2", "Title 1"]
        assert [entry.what for entry in second.items] == [Happening.CHANGED, Happening.CREATED]
        assert second.next_cursor is None

    def test_is_not_there_for_another_team(self, add, history, ann, xena):
        bo = add(ann)

        with pytest.raises(NotFound):
            history(xena, bo)

    def test_of_a_candidate_is_not_found_among_contacts(self, contacts, add, ann):
        eva = add(ann, kind=Kind.TMA)

        with pytest.raises(NotFound):
            contacts(ann).history(HistoryOf(kind=Kind.CONTACT, contact_id=eva.id))

    @pytest.mark.parametrize("cursor", ["x", "WyJhIl0", "Wy0xXQ"])
    def test_refuses_a_cursor_that_it_did_not_give_out(self, add, history, ann, cursor):
        bo = add(ann)

        with pytest.raises(Invalid, match="cursor"):
            history(ann, bo, cursor=cursor)

    def test_has_nothing_of_what_somebody_plans(self, add, hear, history, ann):
        bo = add(ann)
        hear(ann, bo, status="hot")

        assert [entry.what for entry in history(ann, bo).items] == [Happening.CREATED]
