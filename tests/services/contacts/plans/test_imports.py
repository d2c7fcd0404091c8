"""A batch of an import looks up whom its rows may be, and reads nobody else."""

from collections.abc import Callable
from uuid import UUID

import pytest

from contracts.contacts import ManyContacts
from contracts.kinds import Kind
from contracts.records import Contact, ContactFields
from services.contacts.actions.run_imports import BATCH_ROWS
from services.contacts.domain.imports import Draft
from services.contacts.domain.text import fold
from services.contacts.domain.twins import traits_of
from services.contacts.service import ContactsService
from services.contacts.storage.twins import known


def draft(name: str, **fields) -> Draft:
    return Draft(ContactFields(name=name, **fields), fold(name))


NEW_PEOPLE = [
    draft(f"Newcomer {number}", phones=[f"+4670{number:07}"], emails=[f"new{number}@example.se"])
    for number in range(BATCH_ROWS)
]


def some(answering: ContactsService, ids: list[UUID]) -> list[Contact]:
    return answering.get_many(ManyContacts(ids=ids)).items


@pytest.fixture
def looking_up() -> Callable[[ContactsService], Callable[[list[Draft]], object]]:
    """`looking_up(answering)(drafts)` is what a batch does."""

    def by(answering: ContactsService) -> Callable[[list[Draft]], object]:
        def look_up(drafts: list[Draft]) -> object:
            with answering.store.transaction() as book:
                return book.imports.known(Kind.CONTACT, drafts)

        return look_up

    return by


class TestKnown:
    def test_of_people_whose_names_are_new_nobody_is_read(self, answering, reading, looking_up):
        found = reading(looking_up(answering), NEW_PEOPLE)

        assert (found.indexes, found.whole_tables, found.rows) == (
            {"contacts_by_name", "contacts_archived", "merges_by_name", "merges_of_merged"}, set(), 0,
        )  # fmt: skip

    @pytest.mark.usefixtures("statistics")
    def test_nor_is_anybody_whatever_statistics_say(self, answering, reading, looking_up):
        """They come minutes after an import has begun: each batch would read all that came before it."""
        assert reading(looking_up(answering), NEW_PEOPLE).rows == 0

    def test_nor_in_a_team_that_they_do_not_know(self, contacts, reading, looking_up, newcomer):
        assert reading(looking_up(contacts(newcomer)), NEW_PEOPLE).rows == 0

    @pytest.mark.usefixtures("statistics")
    def test_of_people_who_are_there_those_of_their_names_are_read(
        self, answering, reading, looking_up, ids, merged_away
    ):
        """A hundredth of all have each name, and of those who were merged away."""
        people = [draft(contact.name, phones=contact.phones) for contact in some(answering, ids[:3])]

        found = reading(looking_up(answering), people)

        assert found.whole_tables == set()
        # A merged one is read, where it leads, and the survivor.
        assert found.rows < len(people) * (len(ids) + 3 * len(merged_away)) / 100 * 1.5

    @pytest.mark.usefixtures("statistics")
    def test_of_a_name_alone_those_of_that_name_are_read(self, answering, reading, looking_up, ids, merged_away):
        found = reading(looking_up(answering), [draft("Anna Andersson")])

        assert found.whole_tables == set()
        assert 1 < found.rows < (2 * len(ids) + 3 * len(merged_away)) / 100 * 1.5


class TestTwins:
    @pytest.mark.usefixtures("statistics")
    def test_of_people_of_whom_all_is_new_nobody_is_read(self, answering, reading):
        def look_up(people: list[Draft]) -> object:
            with answering.store.transaction() as book:
                return known(book.connection, Kind.CONTACT, [traits_of(one.fields) for one in people], in_use=True)

        found = reading(look_up, NEW_PEOPLE)

        assert (found.indexes, found.whole_tables, found.rows) == ({"contacts_by_reach"}, set(), 0)
