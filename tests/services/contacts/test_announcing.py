"""What contacts tells the whole team: each change once, as the record became, and nothing where nothing changed."""

from datetime import UTC, datetime

import pytest

from contracts.contacts import (
    ArchiveContact,
    CallLogChanged,
    CallLogChanges,
    CallLogged,
    CallLogRemoved,
    ChangeCallLog,
    ChangeContact,
    ContactArchived,
    ContactChanged,
    ContactCreated,
    ContactRestored,
    Contacts,
    CreateContact,
    LogCall,
    NotYourCallLog,
    OneCallLog,
    OneContact,
    Outcome,
)
from contracts.kinds import Kind
from contracts.records import ContactChanges, ContactFields
from contracts.wire import NotFound, VersionMismatch


@pytest.fixture
def told(announced, team_id):
    """What the team was told from here on."""
    return lambda: announced(Contacts, team_id)


def renaming(contact, name: str, version: int = 1) -> ChangeContact:
    return ChangeContact(kind=contact.kind, id=contact.id, version=version, changes=ContactChanges(name=name))


def one(contact) -> OneContact:
    return OneContact(kind=contact.kind, id=contact.id)


def archiving(contact) -> ArchiveContact:
    return ArchiveContact(kind=contact.kind, id=contact.id)


class TestAContact:
    def test_tells_what_it_became_each_time(self, contacts, add, ann, told):
        made = add(ann, name="Bo Ek")
        renamed = contacts(ann).change(renaming(made, "Bo Berg"))
        archived = contacts(ann).archive(archiving(made))
        restored = contacts(ann).restore(one(made))

        assert told() == [
            (ContactCreated(contact=made), None),
            (ContactChanged(contact=renamed), None),
            (ContactArchived(contact=archived), None),
            (ContactRestored(contact=restored), None),
        ]

    def test_that_stays_as_it_is_tells_nothing(self, contacts, add, ann, told):
        bo = add(ann, name="Bo Ek")
        contacts(ann).change(renaming(bo, "Bo Ek"))
        contacts(ann).restore(one(bo))
        contacts(ann).archive(archiving(bo))
        contacts(ann).archive(archiving(bo))

        assert [event.type for event, _ in told()] == ["contact_created", "contact_archived"]

    def test_that_is_refused_tells_nothing(self, contacts, add, ann, xena, told):
        bo = add(ann)
        with pytest.raises(VersionMismatch):
            contacts(ann).change(renaming(bo, "Bo Berg", version=7))
        with pytest.raises(NotFound):
            contacts(xena).archive(archiving(bo))

        assert len(told()) == 1

    def test_made_twice_with_one_key_is_told_once(self, contacts, ann, told):
        for _ in range(2):
            contacts(ann, key="once").create(CreateContact(kind=Kind.CONTACT, fields=ContactFields(name="Bo Ek")))

        assert len(told()) == 1


class TestACallLog:
    def test_tells_what_it_became_each_time(self, contacts, add, ann, told):
        bo = add(ann)
        at = datetime(2026, 3, 1, tzinfo=UTC)
        logged = contacts(ann).log_call(
            LogCall(kind=bo.kind, contact_id=bo.id, outcome=Outcome.BUSY, called_at=at, note="Later")
        )
        changes = ChangeCallLog(id=logged.id, changes=CallLogChanges(outcome=Outcome.CONNECTED))
        changed = contacts(ann).change_call_log(changes)
        contacts(ann).change_call_log(changes)
        contacts(ann).remove_call_log(OneCallLog(id=logged.id))

        assert told()[1:] == [
            (CallLogged(call_log=logged), None),
            (CallLogChanged(call_log=changed), None),
            (CallLogRemoved(call_log=changed), None),
        ]

    def test_of_somebody_else_tells_nothing_when_that_is_refused(self, contacts, add, ann, ben, told):
        bo = add(ann)
        logged = contacts(ann).log_call(LogCall(kind=bo.kind, contact_id=bo.id, outcome=Outcome.BUSY))
        with pytest.raises(NotYourCallLog):
            contacts(ben).remove_call_log(OneCallLog(id=logged.id))

        assert len(told()) == 2
