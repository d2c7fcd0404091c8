"""The tags of a team are counted, whoever writes its contacts, and however many at once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from random import Random

import pytest
from sqlalchemy import select, text

from contracts.contacts import ArchiveContact, ChangeContact, LogCall, OneContact, OneList, Outcome, Tag
from contracts.kinds import Kind
from contracts.records import Contact, ContactChanges, ContactFields
from contracts.wire import Caller
from kit.database import act_for
from services.contacts.service import ContactsService
from services.contacts.storage.contacts import ContactBook
from services.contacts.tables import contacts as contacts_table
from services.contacts.tables import tags as tags_table

WRITERS = 8
WORDS = ["Boat", "Car", "Malmö", "VIP", "Yard"]


class Somebody:
    """Writes tags, and is told of them."""

    def __init__(self, answering: ContactsService) -> None:
        self.answering = answering

    def listed(self, kind: Kind = Kind.CONTACT) -> list[tuple[str, int]]:
        return [(tag.name, tag.contacts) for tag in self.answering.tags(OneList(kind=kind)).items]

    def tag(self, contact: Contact, *tags: str) -> None:
        current = self.answering.get(OneContact(kind=contact.kind, id=contact.id))
        changes = ContactChanges(tags=list(tags))
        self.answering.change(ChangeContact(kind=contact.kind, id=contact.id, version=current.version, changes=changes))

    def archive(self, contact: Contact) -> None:
        self.answering.archive(ArchiveContact(kind=contact.kind, id=contact.id))

    def restore(self, contact: Contact) -> None:
        self.answering.restore(OneContact(kind=contact.kind, id=contact.id))


@pytest.fixture
def somebody(contacts) -> Callable[[Caller], Somebody]:
    return lambda caller: Somebody(contacts(caller))


class TestTags:
    def test_come_with_how_many_have_them_the_most_used_first(self, add, contacts, ann):
        for tags in (["Boat", "VIP"], ["VIP"], ["Car"]):
            add(ann, tags=tags)

        assert contacts(ann).tags(OneList(kind=Kind.CONTACT)).items == [
            Tag(name="VIP", contacts=2),
            Tag(name="Boat", contacts=1),
            Tag(name="Car", contacts=1),
        ]

    def test_those_of_candidates_and_of_another_team_are_counted_apart(self, add, somebody, ann, xena):
        add(ann, kind=Kind.TMA, tags=["Candidate"])
        add(xena, tags=["Xena's"])

        assert somebody(ann).listed() == []
        assert somebody(ann).listed(Kind.TMA) == [("Candidate", 1)]
        assert somebody(xena).listed() == [("Xena's", 1)]

    def test_a_contact_that_gets_one_and_loses_another_counts_for_the_one(self, add, somebody, ann):
        bo = add(ann, tags=["Boat", "VIP"])

        somebody(ann).tag(bo, "VIP", "Car")

        assert somebody(ann).listed() == [("Car", 1), ("VIP", 1)]

    def test_one_that_nobody_has_any_more_is_gone(self, add, somebody, ann):
        bo = add(ann, tags=["Boat"])

        somebody(ann).tag(bo)

        assert somebody(ann).listed() == []

    def test_in_another_spelling_it_is_the_same_and_named_as_it_was_written_last(self, add, somebody, ann):
        bo, _cia = add(ann, tags=["vip"]), add(ann, tags=["vip", "Boat"])

        somebody(ann).tag(bo, "VIP")

        assert somebody(ann).listed() == [("VIP", 2), ("Boat", 1)]

    def test_a_change_of_something_else_names_none_anew(self, add, contacts, somebody, ann):
        bo, _cia = add(ann, tags=["vip"]), add(ann, tags=["VIP"])

        contacts(ann).log_call(LogCall(kind=bo.kind, contact_id=bo.id, outcome=Outcome.BUSY))

        assert somebody(ann).listed() == [("VIP", 2)]

    def test_an_archived_contact_counts_for_none_until_it_is_restored(self, add, somebody, ann):
        bo = add(ann, tags=["Boat"])
        somebody(ann).archive(bo)

        assert somebody(ann).listed() == []

        somebody(ann).tag(bo, "Car")

        assert somebody(ann).listed() == []

        somebody(ann).restore(bo)

        assert somebody(ann).listed() == [("Car", 1)]

    def test_many_contacts_written_at_once_are_counted_at_once(self, database, somebody, ann):
        several = [ContactFields(name="Bo", tags=["VIP", "Boat"][: number % 3]) for number in range(30)]
        with database.engine("contacts_app").begin() as connection:
            act_for(connection, team_id=ann.team_id, person_id=ann.person_id)
            ContactBook(connection).add_all(Kind.CONTACT, several, team_id=ann.team_id, person_id=ann.person_id)

        assert somebody(ann).listed() == [("VIP", 20), ("Boat", 10)]

    def test_contacts_that_are_deleted_count_no_longer(self, database, add, somebody, ann):
        add(ann, tags=["Boat"])
        somebody(ann).archive(add(ann, tags=["Boat"]))
        with database.engine("contacts_app").begin() as connection:
            act_for(connection, team_id=ann.team_id, person_id=ann.person_id)
            connection.execute(contacts_table.delete())

        assert somebody(ann).listed() == []


class TestManyWriters:
    def test_lose_no_count_and_wait_for_each_other_in_one_order(self, database, add, somebody, ann):
        """A deadlock would be a refused call; each also changes several contacts in one transaction, as imports do."""
        people = [add(ann, tags=[WORDS[number % 5]]) for number in range(2 * WRITERS)]

        def write(writer: int) -> None:
            chance = Random(writer)
            mine = people[writer::WRITERS]
            for _ in range(4):
                for bo in mine:
                    somebody(ann).tag(bo, *chance.sample(WORDS, chance.randint(0, 3)))
                with database.engine("contacts_app").begin() as connection:
                    act_for(connection, team_id=ann.team_id, person_id=ann.person_id)
                    book = ContactBook(connection)
                    for bo in chance.sample(mine, 2):
                        book.change(book.contact(bo.kind, bo.id), {"tags": chance.sample(WORDS, 2)})
                somebody(ann).archive(mine[0])
                if chance.random() < 0.8:
                    somebody(ann).restore(mine[0])

        with ThreadPoolExecutor(WRITERS) as threads:
            list(threads.map(write, range(WRITERS)))

        assert counted(database, ann.team_id) == recounted(database, ann.team_id)


class TestUpgrade:
    def test_counts_what_was_there_before(self, database, administrator, add, somebody, ann):
        for tags in (["VIP", "Boat"], ["vip"]):
            add(ann, tags=tags)
        somebody(ann).archive(add(ann, tags=["Boat"]))
        counting = import_module("services.contacts.migrations.versions.0010_counted_tags")

        administrator.execute("delete from contacts.tags")
        administrator.execute(counting.COUNT_ALL)

        found = administrator.execute("select key, contacts from contacts.tags where team_id = %s", [ann.team_id])
        assert dict(found) == recounted(database, ann.team_id)


def counted(database, team_id) -> dict[str, int]:
    of_team = select(tags_table.c.key, tags_table.c.contacts).where(tags_table.c.team_id == team_id)
    with database.engine("postgres").begin() as connection:
        return {row.key: row.contacts for row in connection.execute(of_team)}


def recounted(database, team_id) -> dict[str, int]:
    in_use = text("select tag_keys from contacts.contacts where team_id = :team and archived_at is null")
    with database.engine("postgres").begin() as connection:
        return dict(Counter(key for keys in connection.scalars(in_use, {"team": team_id}) for key in keys))
