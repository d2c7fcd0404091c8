from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from contracts.contacts import (
    ArchiveContact,
    ChangeContact,
    Contacts,
    CreateContact,
    ManyContacts,
    OneContact,
)
from contracts.kinds import Kind
from contracts.records import Contact, ContactChanges, ContactFields
from contracts.wire import BatchTooLarge, Invalid, NotFound, VersionMismatch
from kit.rpc import unanswered
from services.contacts.service import ContactsService


def change(contact: Contact, version: int | None = None, **changes) -> ChangeContact:
    seen = contact.version if version is None else version
    return ChangeContact(kind=contact.kind, id=contact.id, version=seen, changes=ContactChanges(**changes))


def one(contact: Contact) -> OneContact:
    return OneContact(kind=contact.kind, id=contact.id)


def archiving(contact: Contact, version: int | None = None) -> ArchiveContact:
    return ArchiveContact(kind=contact.kind, id=contact.id, version=version)


def test_every_call_of_the_contract_is_answered():
    assert unanswered(Contacts, ContactsService) == set()


class TestCreate:
    def test_what_was_asked_is_kept_tidied(self, contacts, add, ann):
        owner_id = uuid4()

        bo = add(
            ann,
            name=" Bo  Ek",
            company="Boat Co",
            title="CEO",
            phones=["070-123 45 67"],
            emails=["Bo@example.se"],
            tags=["VIP"],
            owner_id=owner_id,
            notes="Likes boats",
        )

        assert ContactFields(**dict(bo)) == ContactFields(
            name="Bo Ek",
            company="Boat Co",
            title="CEO",
            phones=["+46701234567"],
            emails=["bo@example.se"],
            tags=["VIP"],
            owner_id=owner_id,
            notes="Likes boats",
        )
        assert (bo.version, bo.created_by, bo.last_called_at, bo.archived_at) == (1, ann.person_id, None, None)
        assert contacts(ann).get(one(bo)) == bo

    def test_a_number_is_read_in_the_country_of_the_team(self, add, ann):
        american = ann.model_copy(update={"country": "US"})

        assert add(american, phones=["201 555 0123"]).phones == ["+12015550123"]

    def test_what_cannot_be_kept_is_refused(self, add, ann):
        with pytest.raises(Invalid, match="name must not be empty"):
            add(ann, name=" ")

    def test_the_same_twice_is_two_contacts(self, add, ann):
        assert add(ann).id != add(ann).id

    def test_the_same_key_twice_is_one_contact(self, contacts, ann):
        ask = CreateContact(kind=Kind.CONTACT, fields=ContactFields(name="Bo Ek"))

        assert contacts(ann, key="once").create(ask) == contacts(ann, key="once").create(ask)


class TestGet:
    def test_the_whole_team_sees_it(self, contacts, add, ann, ben):
        bo = add(ann)

        assert contacts(ben).get(one(bo)) == bo

    def test_another_team_hears_that_it_does_not_exist(self, contacts, add, ann, xena):
        bo = add(ann)

        with pytest.raises(NotFound, match="This contact does not exist"):
            contacts(xena).get(one(bo))

    def test_a_contact_is_no_candidate(self, contacts, add, ann):
        bo = add(ann)

        with pytest.raises(NotFound, match="This candidate does not exist"):
            contacts(ann).get(OneContact(kind=Kind.TMA, id=bo.id))

    def test_an_unknown_one_does_not_exist(self, contacts, ann):
        with pytest.raises(NotFound):
            contacts(ann).get(OneContact(kind=Kind.CONTACT, id=uuid4()))


class TestGetMany:
    def test_they_come_in_the_order_asked_each_once_and_the_unknown_are_absent(self, contacts, add, ann):
        bo, asa = add(ann), add(ann, name="Åsa")

        found = contacts(ann).get_many(ManyContacts(kind=Kind.CONTACT, ids=[asa.id, uuid4(), bo.id, asa.id]))

        assert found.items == [asa, bo]

    def test_without_a_kind_both_lists_answer(self, contacts, add, ann):
        bo, candidate = add(ann), add(ann, kind=Kind.TMA)

        assert contacts(ann).get_many(ManyContacts(ids=[bo.id, candidate.id])).items == [bo, candidate]

    def test_with_a_kind_only_that_list_answers(self, contacts, add, ann):
        bo, candidate = add(ann), add(ann, kind=Kind.TMA)

        assert contacts(ann).get_many(ManyContacts(kind=Kind.TMA, ids=[bo.id, candidate.id])).items == [candidate]

    def test_another_teams_are_absent(self, contacts, add, ann, xena):
        bo = add(ann)

        assert contacts(xena).get_many(ManyContacts(ids=[bo.id])).items == []

    def test_more_than_500_are_refused_with_limit_and_count(self, contacts, ann):
        with pytest.raises(BatchTooLarge) as refused:
            contacts(ann).get_many(ManyContacts(ids=[uuid4()] * 501))

        assert refused.value.facts == {"limit": 500, "count": 501}


class TestChange:
    def test_only_the_named_fields_change(self, contacts, add, ann, ben):
        bo = add(ann, company="Boat Co", tags=["VIP"])

        changed = contacts(ben).change(change(bo, title="CEO"))

        assert changed == bo.model_copy(update={"title": "CEO", "version": 2, "updated_at": changed.updated_at})
        assert changed.updated_at > bo.updated_at
        assert contacts(ann).get(one(bo)) == changed

    def test_a_list_replaces_the_list(self, contacts, add, ann):
        bo = add(ann, tags=["VIP", "Boat"])

        assert contacts(ann).change(change(bo, tags=["Boat", "Car"])).tags == ["Boat", "Car"]

    def test_null_empties_a_field(self, contacts, add, ann):
        bo = add(ann, company="Boat Co", owner_id=ann.person_id)

        changed = contacts(ann).change(change(bo, company=None, owner_id=None))

        assert (changed.company, changed.owner_id) == ("", None)

    def test_an_older_version_is_refused_with_what_is_there_now(self, contacts, add, ann, ben):
        bo = add(ann)
        changed = contacts(ben).change(change(bo, title="CEO"))

        with pytest.raises(VersionMismatch) as refused:
            contacts(ann).change(change(bo, title="CTO"))

        assert refused.value.facts == {"current": changed.model_dump(mode="json")}

    def test_of_many_at_the_same_time_one_is_kept_and_the_others_hear_of_it(self, contacts, add, ann):
        bo = add(ann)

        def attempt(number: int) -> str:
            try:
                return contacts(ann).change(change(bo, title=f"Title {number}")).title
            except VersionMismatch as refused:
                return refused.facts["current"]["title"]

        with ThreadPoolExecutor(8) as threads:
            titles = list(threads.map(attempt, range(8)))

        now = contacts(ann).get(one(bo))
        assert (set(titles), now.version) == ({now.title}, 2)

    def test_what_changes_nothing_makes_no_version(self, contacts, add, ann):
        bo = add(ann, phones=["0701234567"])

        assert contacts(ann).change(change(bo, name=" Bo Ek ", phones=["+46 70 123 45 67"])) == bo

    def test_another_teams_contact_does_not_exist(self, contacts, add, ann, xena):
        bo = add(ann)

        with pytest.raises(NotFound):
            contacts(xena).change(change(bo, title="CEO"))

    def test_what_cannot_be_kept_is_refused(self, contacts, add, ann):
        with pytest.raises(Invalid, match=r"phones\.0 has too few digits"):
            contacts(ann).change(change(add(ann), phones=["112"]))


class TestArchive:
    def test_it_is_kept_and_can_still_be_read(self, contacts, add, ann):
        bo = add(ann)

        archived = contacts(ann).archive(archiving(bo))

        assert archived.archived_at is not None
        assert archived.version == 2
        assert contacts(ann).get(one(bo)) == archived

    def test_twice_is_once(self, contacts, add, ann):
        bo = add(ann)

        assert contacts(ann).archive(archiving(bo)) == contacts(ann).archive(archiving(bo))

    def test_an_older_version_is_refused(self, contacts, add, ann):
        bo = add(ann)
        contacts(ann).change(change(bo, title="CEO"))

        with pytest.raises(VersionMismatch):
            contacts(ann).archive(archiving(bo, version=1))

    def test_another_teams_contact_does_not_exist(self, contacts, add, ann, xena):
        bo = add(ann)

        with pytest.raises(NotFound):
            contacts(xena).archive(archiving(bo))


class TestRestore:
    def test_it_is_as_it_was(self, contacts, add, ann):
        bo = add(ann)
        contacts(ann).archive(archiving(bo))

        restored = contacts(ann).restore(one(bo))

        assert restored == bo.model_copy(update={"version": 3, "updated_at": restored.updated_at})

    def test_what_is_not_archived_stays_as_it_is(self, contacts, add, ann):
        bo = add(ann)

        assert contacts(ann).restore(one(bo)) == bo

    def test_another_teams_contact_does_not_exist(self, contacts, add, ann, xena):
        bo = add(ann)
        contacts(ann).archive(archiving(bo))

        with pytest.raises(NotFound):
            contacts(xena).restore(one(bo))


class TestForgetOldKeys:
    def test_keys_of_two_days_ago_are_forgotten_without_a_caller(self, contacts, ann, database):
        ask = CreateContact(kind=Kind.CONTACT, fields=ContactFields(name="Bo Ek"))
        first = contacts(ann, key="old").create(ask)
        with database.engine("postgres").begin() as connection:
            connection.exec_driver_sql(
                "update contacts.idempotency_keys set created_at = now() - interval '49 hours' where key = 'old'"
            )

        assert contacts(None).forget_old_keys()

        assert contacts(ann, key="old").create(ask).id != first.id
