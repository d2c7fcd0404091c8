"""The pairs that may be the same: found when somebody is made or changed, and gone when they do not hold any more."""

import pytest

from contracts.contacts import ArchiveContact, OneContact
from contracts.kinds import Kind
from contracts.merges import DismissSuspicion, FindSuspicions, Likeness
from contracts.wire import Invalid, NotFound

PHONE = "070-123 45 67"


@pytest.fixture
def suspected(by):
    """`suspected(ann)`: the pairs, as lists of ids."""

    def pairs(caller, kind: Kind = Kind.CONTACT, **page):
        found = by(caller).contacts.suspicions(FindSuspicions(kind=kind, **page))
        return [[pair.one.id, pair.other.id] for pair in found.items]

    return pairs


@pytest.fixture
def two(by, ann):
    """The older first."""
    return [by(ann).add(name=name, phones=[PHONE]) for name in ("Bo Ek", "Eva Berg")]


def ids(*contacts):
    return [contact.id for contact in contacts]


class TestSuspicions:
    def test_tell_both_the_older_first_and_why(self, by, two, ann):
        [pair] = by(ann).contacts.suspicions(FindSuspicions(kind=Kind.CONTACT)).items

        assert ([pair.one, pair.other], pair.likeness) == (two, [Likeness.PHONE])

    def test_are_found_when_somebody_is_changed(self, by, suspected, ann):
        one, other = by(ann).add(emails=["bo@ek.se"]), by(ann).add()
        assert suspected(ann) == []

        by(ann).change(other, emails=["bo@ek.se"])

        assert suspected(ann) == [ids(one, other)]

    def test_are_gone_when_they_do_not_hold_any_more(self, by, suspected, two, ann):
        by(ann).change(two[0], phones=[])

        assert suspected(ann) == []

    def test_are_of_contacts_in_use(self, by, suspected, two, ann):
        one = two[0]
        by(ann).contacts.archive(ArchiveContact(kind=one.kind, id=one.id))
        assert suspected(ann) == []

        by(ann).contacts.restore(OneContact(kind=one.kind, id=one.id))
        assert suspected(ann) == [ids(*two)]

    def test_are_gone_when_the_two_are_merged_and_there_again_when_that_is_undone(self, by, suspected, two, ann):
        third = by(ann).add(phones=[PHONE])
        one, other = two
        merged = by(ann).merge(other, one)
        assert suspected(ann) == [ids(one, third)]

        by(ann).undo(merged)

        assert sorted(suspected(ann)) == sorted([ids(one, third), ids(one, other), ids(other, third)])

    def test_come_the_newest_first_in_pages(self, by, suspected, ann):
        pairs = [[by(ann).add(emails=[f"{number}@ek.se"]) for _ in "12"] for number in range(3)]

        first = by(ann).contacts.suspicions(FindSuspicions(kind=Kind.CONTACT, limit=2))

        assert [ids(pair.one, pair.other) for pair in first.items] == [ids(*pairs[2]), ids(*pairs[1])]
        assert suspected(ann, cursor=first.next_cursor) == [ids(*pairs[0])]

    def test_are_the_teams_and_of_one_list(self, suspected, two, ann, xena):
        assert suspected(xena) == suspected(ann, Kind.TMA) == []

    @pytest.mark.parametrize("page", [{"cursor": "x"}, {"limit": 0}, {"limit": 201}])
    def test_refuse_what_is_no_page(self, suspected, ann, page):
        with pytest.raises(Invalid):
            suspected(ann, **page)


class TestDismissing:
    def dismiss(self, hand, one, other):
        hand.contacts.dismiss_suspicion(DismissSuspicion(kind=one.kind, contact_ids=(one.id, other.id)))

    def test_is_for_ever(self, by, suspected, two, ann, ben):
        one, other = two
        self.dismiss(by(ben), other, one)
        by(ann).change(one, phones=[])
        by(ann).change(one, phones=[PHONE])

        assert suspected(ann) == []

    def test_comes_before_any_suspicion(self, by, suspected, ann):
        one, other = by(ann).add(), by(ann).add(phones=[PHONE])
        self.dismiss(by(ann), one, other)
        by(ann).change(one, phones=[PHONE])

        assert suspected(ann) == []

    def test_of_one_contact_is_refused(self, by, two, ann):
        with pytest.raises(Invalid):
            self.dismiss(by(ann), two[0], two[0])

    def test_of_another_teams_is_not_found(self, by, suspected, two, ann, xena):
        with pytest.raises(NotFound):
            self.dismiss(by(xena), *two)
        assert suspected(ann) == [ids(*two)]
