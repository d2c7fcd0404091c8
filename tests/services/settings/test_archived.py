"""Follow-ups of archived contacts: hidden, and shown again when the contact is restored."""

from uuid import UUID, uuid4

import pytest
from support.planning import LONG_AGO, change

from contracts.contacts import ArchivedContact
from contracts.kinds import Kind
from contracts.settings import FollowUps, Scope, SettingsOf
from contracts.wire import Caller


@pytest.fixture
def plan(settings):
    """`plan(ann)`: a contact that Ann wanted to follow up long ago."""

    def planned(caller: Caller, contact_id: UUID | None = None) -> UUID:
        bo = contact_id or uuid4()
        settings(caller).change(change(bo, follow_up_at=LONG_AGO))
        return bo

    return planned


@pytest.fixture
def shown(settings):
    def ids(caller: Caller) -> set[UUID]:
        return {own.contact_id for own in settings(caller).follow_ups(FollowUps(scope=Scope.OVERDUE)).items}

    return ids


def archived(caller: Caller, contact_id: UUID, version: int = 2) -> ArchivedContact:
    return ArchivedContact(team_id=caller.team_id, kind=Kind.CONTACT, contact_id=contact_id, version=version)


class TestAnArchivedContact:
    def test_is_hidden_from_everybodys_follow_ups_until_it_is_restored(self, plan, hear, shown, ann, ben):
        bo, cia = plan(ann), plan(ann)
        plan(ben, bo)

        hear(ann, bo, version=2, archived=True)
        assert (shown(ann), shown(ben)) == ({cia}, set())

        hear(ann, bo, version=3, archived=False)
        assert (shown(ann), shown(ben)) == ({bo, cia}, {bo})

    def test_keeps_its_settings_which_can_be_changed(self, settings, plan, hear, ann):
        bo = plan(ann)
        hear(ann, bo, version=2, archived=True)

        changed = settings(ann).change(change(bo, status="hot"))

        assert settings(ann).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=[bo])).items == [changed]

    def test_of_another_team_with_the_same_id_is_another_contact(self, plan, hear, shown, ann, xena):
        bo = plan(ann)

        hear(xena, bo, version=2, archived=True)

        assert shown(ann) == {bo}

    @pytest.mark.parametrize(
        "heard",
        [
            [(2, True), (2, True)],
            [(2, True), (3, False), (2, True)],
            [(4, True), (3, False)],
            [(3, False), (2, True)],
        ],
        ids=["twice", "again, late", "restored, late", "archived, late"],
    )
    def test_that_is_heard_of_twice_or_late_stays_as_it_became(self, plan, hear, shown, ann, heard):
        bo = plan(ann)
        for version, is_archived in heard:
            hear(ann, bo, version=version, archived=is_archived)

        _newest, is_archived = max(heard)
        assert shown(ann) == (set() if is_archived else {bo})


class TestRebuilding:
    def test_knows_afterwards_what_contacts_told_and_nothing_else(self, plan, rebuild, shown, ann, xena):
        kept, gone, new, theirs = plan(ann), plan(ann), plan(ann), plan(xena)
        rebuild([archived(ann, kept), archived(ann, gone)])
        told = [archived(ann, kept), archived(ann, new), archived(xena, theirs)]
        told.sort(key=lambda one: (one.team_id, one.contact_id))

        rebuild(*([one] for one in told))

        assert (shown(ann), shown(xena)) == ({gone}, set())

    def test_may_be_done_again_and_may_find_nothing(self, plan, rebuild, shown, ann):
        bo = plan(ann)
        for _ in range(2):
            rebuild([archived(ann, bo)])
        assert shown(ann) == set()

        rebuild([])
        assert shown(ann) == {bo}

    def test_goes_by_the_source_even_when_its_versions_are_lower_than_before(self, plan, hear, rebuild, shown, ann):
        bo = plan(ann)
        hear(ann, bo, version=9, archived=True)
        rebuild([])

        hear(ann, bo, version=4, archived=True)

        assert shown(ann) == set()
