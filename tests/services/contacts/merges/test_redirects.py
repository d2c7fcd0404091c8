"""An id that was given out finds its contact for ever, through however many merges."""

from uuid import uuid4

import pytest

from contracts.contacts import (
    ArchiveContact,
    CallLogChanges,
    CallLogsOf,
    ChangeCallLog,
    ManyContacts,
    OneCallLog,
    OneContact,
)
from contracts.kinds import Kind
from contracts.wire import NotFound, VersionMismatch


@pytest.fixture
def chain(by, ann):
    """The first was merged into the second, and this into the third, who is there."""
    contacts = [by(ann).add(name=name) for name in ("Bo", "Bosse", "Bo Ek")]
    first, second, third = contacts
    by(ann).merge(first, second)
    by(ann).merge(second, third)
    return contacts


class TestOneId:
    def test_of_a_merged_contact_is_its_survivors(self, by, chain, ann):
        *merged, third = chain

        assert {by(ann).get(one).id for one in merged} == {third.id}

    def test_changes_archives_and_restores_the_survivor(self, by, chain, ann):
        first, _, third = chain

        assert by(ann).change(first, title="Chef").id == third.id
        archived = by(ann).contacts.archive(ArchiveContact(kind=first.kind, id=first.id))
        assert (archived.id, archived.title, archived.archived_at is None) == (third.id, "Chef", False)
        restored = by(ann).contacts.restore(OneContact(kind=first.kind, id=first.id))
        assert by(ann).get(third) == restored

    def test_with_a_version_that_was_seen_before_is_refused_with_the_survivor(self, by, chain, ann):
        first, _, third = chain

        with pytest.raises(VersionMismatch) as refused:
            by(ann).change(first, version=first.version, title="Chef")

        assert refused.value.facts["current"] == by(ann).get(third).model_dump(mode="json")

    def test_logs_a_call_of_the_survivor(self, by, chain, ann):
        first, _, third = chain

        assert by(ann).log(first).contact_id == third.id

    def test_is_one_of_all_by_which_the_survivor_is_found(self, by, chain, ann):
        first, second, third = chain

        for one in chain:
            assert by(ann).contacts.ids_of(OneContact(kind=one.kind, id=one.id)).items == [
                third.id,
                second.id,
                first.id,
            ]

    def test_is_of_its_own_list(self, by, chain, ann):
        with pytest.raises(NotFound):
            by(ann).contacts.get(OneContact(kind=Kind.TMA, id=chain[0].id))

    def test_is_not_there_for_another_team(self, by, chain, ann, xena):
        with pytest.raises(NotFound):
            by(xena).contacts.get(OneContact(kind=chain[0].kind, id=chain[0].id))


class TestManyIds:
    def test_find_each_survivor_once_and_say_whose_each_id_is_now(self, by, chain, ann):
        first, second, third = chain
        other = by(ann).add()

        found = by(ann).contacts.get_many(ManyContacts(ids=[other.id, first.id, uuid4(), third.id, second.id]))

        assert found.items == [other, by(ann).get(third)]
        assert found.redirects == {first.id: third.id, second.id: third.id}

    def test_without_a_merged_one_redirect_nothing(self, by, ann):
        bo = by(ann).add()

        assert by(ann).contacts.get_many(ManyContacts(ids=[bo.id, uuid4()])).redirects == {}

    def test_of_another_list_are_absent(self, by, chain, ann):
        found = by(ann).contacts.get_many(ManyContacts(kind=Kind.TMA, ids=[one.id for one in chain]))

        assert (found.items, found.redirects) == ([], {})


class TestCallLogs:
    def test_are_told_under_the_id_that_was_asked_for(self, by, chain, ann):
        """Each under its own, also when several lead to one."""
        first, second, third = chain
        logged = by(ann).log(first)

        asked = CallLogsOf(kind=first.kind, contact_ids=[first.id, second.id, third.id, uuid4()])

        assert by(ann).contacts.call_logs_of(asked).call_logs == {one.id: [logged] for one in chain}

    def test_that_were_moved_are_corrected_and_removed_by_their_author(self, by, ann):
        away, into = by(ann).add(), by(ann).add()
        logged = by(ann).log(away)
        by(ann).merge(away, into)

        changed = by(ann).contacts.change_call_log(ChangeCallLog(id=logged.id, changes=CallLogChanges(note="Later")))
        assert (changed.contact_id, changed.note) == (into.id, "Later")
        by(ann).contacts.remove_call_log(OneCallLog(id=logged.id))
        assert by(ann).get(into).last_called_at is None
