"""An import warns of who may be somebody already, and does not make again who was merged away."""

import pytest

from contracts.contacts import OneContact
from contracts.kinds import Kind
from contracts.merges import FindSuspicions, MergeContacts, OneMerge

FILE = "Name,Company,Phone\nB. Ek,Old AB,08-12 34 56\nEva Berg,Old AB,\n"


@pytest.fixture
def suspected(contacts, ann):
    def pairs(import_id=None):
        found = contacts(ann).suspicions(FindSuspicions(kind=Kind.CONTACT, import_id=import_id)).items
        return [{pair.one.id, pair.other.id} for pair in found]

    return pairs


@pytest.fixture
def merge(contacts, ann):
    def merged(away, into):
        ask = MergeContacts(kind=into.kind, survivor_id=into.id, merged_id=away.id)
        return contacts(ann).merge(ask).merge

    return merged


class TestSuspected:
    def test_are_those_created_who_may_be_somebody_who_was_there(self, desk, add, suspected, ann):
        bo = add(ann, name="Bo Ek", phones=["08-12 34 56"])

        done = desk(ann).run(FILE)

        assert (done.counts.created, done.counts.suspected) == (2, 1)
        [pair] = suspected(done.id)
        assert bo.id in pair

    def test_are_found_within_one_file_and_the_first_of_them_is_nobodys_twin(self, desk, suspected, ann):
        rows = "".join(f"{name},,08-12 34 56\n" for name in ("Bo", "Eva", "Åsa"))

        done = desk(ann).run(f"Name,Company,Phone\n{rows}")

        assert (done.counts.created, done.counts.suspected) == (3, 2)
        assert len(suspected(done.id)) == 3

    def test_are_found_among_those_who_get_a_phone_of_a_row(self, desk, add, suspected, ann):
        eva, bo = add(ann, name="Eva Berg", company="Berg AB"), add(ann, name="Bo Ek", phones=["08-12 34 56"])

        done = desk(ann).run(
            "Name,Company,Phone,Email\nEva Berg,Berg AB,,eva@berg.se\nBo Ek,,08-12 34 56,eva@berg.se\n"
        )

        assert (done.counts.updated, done.counts.suspected) == (2, 0)
        assert suspected(done.id) == [{eva.id, bo.id}]

    def test_of_another_import_are_listed_there(self, desk, add, suspected, ann):
        add(ann, name="Bo Ek", phones=["08-12 34 56"])
        done = desk(ann).run(FILE)
        other = desk(ann).run("Name\nSomebody\n")

        assert suspected(other.id) == []
        assert suspected() == suspected(done.id)


class TestWhoWasMergedAway:
    def test_is_not_made_again_of_the_same_file(self, desk, add, contacts, merge, ann):
        desk(ann).run(FILE)
        into = add(ann, name="Bo Ek", company="New AB", phones=["070-123 45 67"])
        for away in desk(ann).contacts():
            if away.id != into.id:
                merge(away, into)

        again = desk(ann).run(FILE)

        assert (again.counts.created, again.counts.unchanged) == (0, 2)
        survivor = contacts(ann).get(OneContact(kind=into.kind, id=into.id))
        assert (survivor.name, survivor.company) == ("Bo Ek", "New AB")

    def test_adds_to_the_survivor_what_a_row_says_besides(self, desk, add, merge, ann):
        away, into = add(ann, name="B. Ek", company="Ek AB"), add(ann, name="Bo Ek")
        merge(away, into)

        done = desk(ann).run("Name,Company,Title\nB. Ek,Ek AB,Chef\n")

        assert done.counts.updated == 1
        assert [(contact.name, contact.title) for contact in desk(ann).contacts()] == [("Bo Ek", "Chef")]

    def test_is_itself_again_when_that_is_undone(self, desk, add, contacts, merge, ann):
        away, into = add(ann, name="B. Ek", company="Ek AB"), add(ann, name="Bo Ek")
        contacts(ann).undo_merge(OneMerge(kind=into.kind, id=merge(away, into).id))

        desk(ann).run("Name,Company,Title\nB. Ek,Ek AB,Chef\n")

        assert {contact.name: contact.title for contact in desk(ann).contacts()} == {"B. Ek": "Chef", "Bo Ek": ""}
