"""What people plan when one contact is merged into another: nobody's plan is lost, and undone all is as it was."""

from datetime import UTC, datetime

import pytest
from support.merging import BEA, BO, CIA, merge_of, merged_event, undone_event
from support.planning import LONG_AGO, change, values

from contracts.kinds import Kind
from contracts.settings import PersonalSettings, PersonalSettingsChanged
from contracts.wire import VersionMismatch

SOON = datetime(2030, 5, 4, 12, tzinfo=UTC)
STATUSES = {Kind.CONTACT: ("hot", "working"), Kind.TMA: ("A", "B")}


class TestAMerge:
    @pytest.mark.parametrize("kind", Kind)
    def test_brings_what_was_planned_to_who_planned_nothing_with_the_survivor(self, plans, merge, ann, kind):
        hot, _ = STATUSES[kind]
        before = plans.make(ann, BO, kind, status=hot, follow_up_at=SOON, follow_up_note="Boat")

        merge(ann, BO, into=BEA, kind=kind)

        assert plans.of(ann, BEA, kind=kind) == [before.model_copy(update={"contact_id": BEA})]

    @pytest.mark.parametrize("other", [{"status": "working"}, {"follow_up_at": LONG_AGO}, {"follow_up_note": "House"}])
    @pytest.mark.parametrize("anything", [{"status": "hot"}, {"follow_up_at": SOON}, {"follow_up_note": "Boat"}])
    def test_leaves_what_was_planned_with_the_survivor_whatever_it_was(self, plans, merge, ann, anything, other):
        plans.make(ann, BO, **other)
        stays = plans.make(ann, BEA, **anything)

        merge(ann, BO, into=BEA)

        assert plans.of(ann, BEA) == [stays]

    def test_counts_what_was_cleared_as_nothing_and_its_version_goes_on(self, plans, merge, ann):
        plans.make(ann, BO, status="hot")
        plans.make(ann, BEA, follow_up_at=SOON, follow_up_note="House")
        plans.make(ann, BEA, follow_up_at=None, follow_up_note=None)

        merge(ann, BO, into=BEA)

        [carried] = plans.of(ann, BEA)
        assert (values(carried), carried.version) == (("hot", None, ""), 3)

    def test_brings_nothing_of_who_had_cleared_it(self, plans, merge, ann):
        plans.make(ann, BO, status="hot")
        plans.make(ann, BO, status=None)

        merge(ann, BO, into=BEA)

        assert plans.of(ann, BEA) == []

    def test_is_settled_for_each_person_by_what_they_planned_themselves(self, plans, merge, ann, ben):
        plans.make(ann, BO, status="hot")
        plans.make(ben, BO, status="working")
        plans.make(ben, BEA, follow_up_note="House")

        merge(ann, BO, into=BEA)

        assert [values(own) for who in (ann, ben) for own in plans.of(who, BEA)] == [
            ("hot", None, ""),
            (None, None, "House"),
        ]

    def test_leaves_everything_under_the_merged_id_as_it_was(self, plans, merge, ann, ben):
        before = [plans.make(ann, BO, status="hot"), plans.make(ben, BO, status="working")]
        plans.make(ben, BEA, status="hot")

        merge(ann, BO, into=BEA)

        assert plans.of(ann, BO) + plans.of(ben, BO) == before

    def test_shows_each_follow_up_once_and_of_the_survivor(self, settings, plans, merge, ann, ben):
        plans.make(ann, BO, follow_up_at=LONG_AGO)
        plans.make(ben, BO, follow_up_at=LONG_AGO)
        plans.make(ben, BEA, status="hot")

        merge(ann, BO, into=BEA)

        assert [plans.overdue(who) for who in (ann, ben)] == [[BEA], []]

    def test_tells_each_person_what_came_to_them_and_nobody_else(self, plans, merge, ann, ben):
        plans.make(ann, BO, status="hot")
        plans.make(ben, BO, status="working")
        plans.make(ben, BEA, status="hot")
        before = len(plans.told(ann))

        merge(ann, BO, into=BEA)

        [carried] = plans.of(ann, BEA)
        told = plans.told(ann)[before:]
        assert told == [(PersonalSettingsChanged(person_id=ann.person_id, settings=carried), [ann.person_id])]

    def test_in_one_team_is_nothing_to_another_that_has_the_same_ids(self, plans, merge, ann, xena):
        theirs = plans.make(xena, BO, status="hot")

        merge(ann, BO, into=BEA)

        assert plans.of(xena, BO, BEA) == [theirs]
        assert plans.make(xena, BO, status="working").contact_id == BO
        assert plans.set_aside(xena, BEA) == []

    def test_that_is_heard_twice_changes_nothing_the_second_time(self, plans, tell, ann):
        plans.make(ann, BO, status="hot")
        event = merged_event(merge_of(BO, BEA))
        tell(ann, event)
        plans.make(ann, BEA, status=None)
        before = plans.told(ann)

        tell(ann, event)

        assert plans.told(ann) == before
        assert [own.version for own in plans.of(ann, BEA)] == [2]

    def test_that_is_heard_of_after_it_was_undone_is_no_news(self, plans, tell, ann):
        plans.make(ann, BO, status="hot")
        made = merge_of(BO, BEA)
        merged = merged_event(made)
        tell(ann, undone_event(made))

        tell(ann, merged)

        assert plans.of(ann, BEA) == []
        assert plans.make(ann, BO, status="working").contact_id == BO


class TestAChangeOfAMergedContact:
    def test_lands_with_the_survivor_of_its_survivor(self, plans, merge, ann):
        merge(ann, BO, into=BEA)
        merge(ann, BEA, into=CIA)

        changed = plans.make(ann, BO, status="hot")

        assert changed == PersonalSettings(kind=Kind.CONTACT, contact_id=CIA, status="hot", version=1)
        assert plans.of(ann, BO, BEA, CIA) == [changed]

    def test_changes_what_came_there(self, plans, merge, ann):
        plans.make(ann, BO, status="hot", follow_up_note="Boat")
        merge(ann, BO, into=BEA)

        assert values(plans.make(ann, BO, status="working")) == ("working", None, "Boat")

    def test_that_saw_another_version_is_shown_the_survivors(self, plans, merge, ann):
        plans.make(ann, BO, status="hot")
        stays = [plans.make(ann, BEA, status=status) for status in ("hot", "working")][-1]
        merge(ann, BO, into=BEA)

        with pytest.raises(VersionMismatch) as refused:
            plans.make(ann, BO, version=1, status="follow_up")

        assert refused.value.facts["current"] == stays.model_dump(mode="json")

    def test_asked_again_with_its_key_is_answered_as_before_the_merge(self, settings, merge, plans, ann):
        first = settings(ann, key="press").change(change(BO, status="hot"))
        merge(ann, BO, into=BEA)

        assert settings(ann, key="press").change(change(BO, status="hot")) == first
        assert [own.version for own in plans.of(ann, BEA)] == [1]

    def test_that_was_merged_in_the_one_list_is_none_of_the_others(self, plans, merge, ann):
        merge(ann, BO, into=BEA)

        assert plans.make(ann, BO, Kind.TMA, status="A").contact_id == BO


class TestAnUndoing:
    @pytest.mark.parametrize("kind", Kind)
    def test_takes_back_what_came_and_each_has_what_they_had(self, plans, merge, undo, *, ann, ben, kind):
        hot, working = STATUSES[kind]
        before = [plans.make(ann, BO, kind, status=hot), plans.make(ben, BO, kind, status=working)]
        stays = plans.make(ben, BEA, kind, status=hot)

        undo(ann, merge(ann, BO, into=BEA, kind=kind))

        assert plans.of(ann, BO, kind=kind) + plans.of(ben, BO, kind=kind) == before
        assert plans.of(ann, BEA, kind=kind) == [PersonalSettings(kind=kind, contact_id=BEA, version=2)]
        assert plans.of(ben, BEA, kind=kind) == [stays]

    def test_leaves_what_was_changed_since_and_the_merged_contact_has_what_it_had(self, plans, merge, undo, ann):
        before = plans.make(ann, BO, status="hot")
        made = merge(ann, BO, into=BEA)
        since = plans.make(ann, BEA, follow_up_note="House")

        undo(ann, made)

        assert plans.of(ann, BO, BEA) == [before, since]

    def test_tells_each_person_what_went_and_nobody_else(self, plans, merge, undo, ann, ben):
        plans.make(ann, BO, status="hot")
        plans.make(ben, BEA, status="hot")
        made = merge(ann, BO, into=BEA)
        before = len(plans.told(ann))

        undo(ann, made)

        [cleared] = plans.of(ann, BEA)
        told = plans.told(ann)[before:]
        assert told == [(PersonalSettingsChanged(person_id=ann.person_id, settings=cleared), [ann.person_id])]

    def test_lets_the_contact_be_planned_with_and_shown_again(self, settings, plans, merge, undo, ann):
        plans.make(ann, BO, follow_up_at=LONG_AGO)

        undo(ann, merge(ann, BO, into=BEA))

        assert plans.overdue(ann) == [BO]
        assert plans.make(ann, BO, status="working").contact_id == BO

    def test_of_one_that_was_archived_leaves_it_archived(self, settings, plans, tell, merge, ann):
        plans.make(ann, BO, follow_up_at=LONG_AGO)
        undone = undone_event(merge(ann, BO, into=BEA))
        archived = undone.restored.model_copy(update={"archived_at": SOON})

        tell(ann, undone.model_copy(update={"restored": archived}))

        assert plans.overdue(ann) == []

    def test_that_is_heard_twice_changes_nothing_the_second_time(self, plans, tell, merge, ann):
        plans.make(ann, BO, status="hot")
        event = undone_event(merge(ann, BO, into=BEA))
        tell(ann, event)
        before = plans.told(ann)

        tell(ann, event)

        assert plans.told(ann) == before

    def test_of_an_earlier_merge_heard_late_leaves_the_later_one(self, plans, tell, merge, ann):
        plans.make(ann, BO, status="hot")
        undone = undone_event(merge(ann, BO, into=BEA))
        tell(ann, undone)
        merge(ann, BO, into=BEA)

        tell(ann, undone)

        assert [(values(own)[0], own.version) for own in plans.of(ann, BEA)] == [("hot", 3)]
        assert plans.make(ann, BO, status="working").contact_id == BEA


class TestMergesOneAfterTheOther:
    def test_carry_on_what_was_carried_before(self, plans, merge, ann):
        plans.make(ann, BO, status="hot")

        merge(ann, BO, into=BEA)
        merge(ann, BEA, into=CIA)

        assert [values(own) for own in plans.of(ann, BO, BEA, CIA)] == [("hot", None, "")] * 3

    def test_into_one_contact_bring_what_was_first(self, plans, merge, ann):
        plans.make(ann, BO, status="hot")
        plans.make(ann, BEA, status="working")

        merge(ann, BEA, into=CIA)
        merge(ann, BO, into=CIA)

        assert [own.status for own in plans.of(ann, CIA)] == ["working"]
        assert [own.settings.status for own in plans.set_aside(ann, CIA)] == ["hot"]

    def test_undone_the_last_first_leave_everything_as_it_was(self, plans, merge, undo, ann):
        before = plans.make(ann, BO, status="hot")
        first = merge(ann, BO, into=BEA)
        second = merge(ann, BEA, into=CIA)

        undo(ann, second)
        undo(ann, first)

        assert [values(own) for own in plans.of(ann, BO, BEA, CIA)] == [values(before), *[(None, None, "")] * 2]

    def test_there_and_back_carry_it_there_and_back(self, plans, merge, undo, ann):
        plans.make(ann, BO, status="hot")

        undo(ann, merge(ann, BO, into=BEA))
        merge(ann, BEA, into=BO)

        assert [values(own)[0] for own in plans.of(ann, BO)] == ["hot"]
        assert plans.make(ann, BEA, status="working").contact_id == BO

    def test_end_the_same_when_the_first_was_parked_and_is_heard_last(self, plans, tell, merge, ann, ben):
        plans.make(ann, BO, status="hot")
        plans.make(ben, BO, status="hot")
        plans.make(ben, BEA, status="working")
        parked = merged_event(merge_of(BO, BEA))
        merge(ann, BEA, into=CIA)

        tell(ann, parked)

        assert [own.status for who in (ann, ben) for own in plans.of(who, CIA)] == ["hot", "working"]
        assert plans.make(ann, BO, follow_up_note="Boat").contact_id == CIA

    def test_undo_what_contradicts_them_though_that_was_never_heard(self, plans, merge, ann):
        plans.make(ann, BO, status="hot")
        merge(ann, BO, into=BEA)

        merge(ann, BEA, into=BO)

        assert [values(own)[0] for own in plans.of(ann, BO)] == ["hot"]
        assert plans.make(ann, BEA, status="working").contact_id == BO
