"""Who is likely to be somebody whom the team has already."""

import pytest

from contracts.contacts import ArchiveContact
from contracts.kinds import Kind
from contracts.merges import FindTwins, Likeness
from contracts.records import ContactFields
from contracts.wire import Invalid


def asking(kind: Kind = Kind.CONTACT, but=None, **fields) -> FindTwins:
    return FindTwins(kind=kind, fields=ContactFields(**{"name": "Somebody", **fields}), but=but)


@pytest.fixture
def twins(by):
    """`twins(ann, phones=[…])` are the ids and likenesses of who is found."""

    def found(caller, **ask):
        return {twin.contact.id: twin.likeness for twin in by(caller).contacts.twins(asking(**ask)).items}

    return found


class TestTwins:
    def test_have_the_same_phone_in_any_spelling(self, by, twins, ann):
        bo = by(ann).add(phones=["070-123 45 67"])

        assert twins(ann, phones=["+46 70 123 4567"]) == {bo.id: [Likeness.PHONE]}

    def test_have_the_same_email_in_any_case(self, by, twins, ann):
        bo = by(ann).add(emails=["bo@ek.se"])

        assert twins(ann, emails=["Bo@Ek.SE"]) == {bo.id: [Likeness.EMAIL]}

    @pytest.mark.parametrize("name", ["Ek Bo-Göran", "bo goran ek", "Bo-Göram Ek", "Bo-Göran Karl Ek"])
    def test_have_a_similar_name_at_the_same_company(self, by, twins, ann, name):
        bo = by(ann).add(name="Bo-Göran Ek", company="Ek AB")

        assert twins(ann, name=name, company="EK AB") == {bo.id: [Likeness.NAME]}
        assert twins(ann, name=name, company="Berg AB") == twins(ann, name=name) == {}

    def test_come_the_likeliest_first_and_at_most_ten(self, by, twins, ann):
        for _ in range(10):
            by(ann).add(name="Eva Berg", phones=["070-123 45 67"])
        likeliest = by(ann).add(name="Bo Ek", company="Ek AB", phones=["070-123 45 67"], emails=["bo@ek.se"])

        found = twins(ann, name="Bo Ek", company="Ek AB", phones=["070-123 45 67"], emails=["bo@ek.se"])

        assert next(iter(found)) == likeliest.id
        assert len(found) == 10

    def test_are_found_among_archived_ones_by_phone_and_email(self, by, twins, ann):
        bo = by(ann).add(phones=["070-123 45 67"])
        by(ann).contacts.archive(ArchiveContact(kind=bo.kind, id=bo.id))

        assert twins(ann, phones=["070-123 45 67"]) == {bo.id: [Likeness.PHONE]}

    def test_are_others_than_the_one_that_the_fields_are_of(self, by, twins, ann):
        away, bo = by(ann).add(), by(ann).add(phones=["070-123 45 67"])
        by(ann).merge(away, bo)

        for own_id in (bo.id, away.id):
            assert twins(ann, phones=["070-123 45 67"], but=own_id) == {}

    def test_are_of_the_same_list_and_team(self, by, twins, ann, xena):
        by(ann).add(kind=Kind.TMA, phones=["070-123 45 67"])
        by(xena).add(phones=["070-123 45 67"])

        assert twins(ann, phones=["070-123 45 67"]) == {}

    def test_are_not_looked_for_by_what_no_contact_may_hold(self, by, ann):
        with pytest.raises(Invalid):
            by(ann).contacts.twins(asking(phones=["12"]))

    def test_of_a_large_company_are_found_by_how_their_names_begin(self, by, twins, ann):
        for number in range(120):
            by(ann).add(name=f"Anna {number}", company="Ek AB")
        bo = by(ann).add(name="Zlatan Ek", company="Ek AB")

        assert twins(ann, name="Ek Zlatan", company="Ek AB") == {bo.id: [Likeness.NAME]}
