"""Merges that were not heard, and undoings: afterwards all is as if each had been heard when it was made."""

import random
from itertools import product
from uuid import UUID, uuid4

import pytest
from support.merging import BEA, BO, CIA, away, merge_of, merged_event, undone_event
from support.planning import LONG_AGO, values

from contracts.merges import Merge
from contracts.wire import Caller, Event


class TestWhoPlansWithAContact:
    @pytest.fixture
    def people(self, settings):
        def found(caller: Caller | None, contact_id: UUID) -> set[UUID]:
            with settings(caller).store.transaction() as book:
                asked = "select person_id from settings.people_of_user_contact_settings(%s)"
                return set(book.connection.exec_driver_sql(asked, (contact_id,)).scalars())

        return found

    def test_is_told_of_the_team_that_is_acted_for_and_of_no_other(self, plans, people, ann, ben, xena):
        for who in (ann, ben, xena):
            plans.make(who, BO, status="hot")

        found = [people(who, BO) for who in (ann, xena, None)]

        assert found == [{ann.person_id, ben.person_id}, {xena.person_id}, set()]


class TestRebuilding:
    def test_applies_merges_that_were_never_heard_in_the_order_in_which_they_were_made(self, plans, rebuild, ann, ben):
        bo, bea, cia = sorted([BO, BEA, CIA])
        plans.make(ann, cia, status="hot")
        plans.make(ben, cia, status="hot")
        plans.make(ben, bea, status="working")
        made = [merge_of(cia, bea), merge_of(bea, bo)]

        rebuild([away(ann.team_id, made[1])], [away(ann.team_id, made[0])])

        assert [own.status for who in (ann, ben) for own in plans.of(who, bo)] == ["hot", "working"]

    def test_undoes_those_that_are_told_no_more_though_their_undoing_was_never_heard(self, plans, merge, rebuild, ann):
        before = plans.make(ann, BO, status="hot")
        merge(ann, BO, into=BEA)
        merge(ann, BEA, into=CIA)

        rebuild([])

        assert [values(own) for own in plans.of(ann, BO, BEA, CIA)] == [values(before), *[(None, None, "")] * 2]
        assert plans.make(ann, BO, status="working").contact_id == BO

    def test_tells_nobody_of_what_was_heard_before(self, plans, merge, rebuild, ann):
        plans.make(ann, BO, status="hot")
        made = merge(ann, BO, into=BEA)
        before = plans.told(ann)

        rebuild([away(ann.team_id, made)])

        assert plans.told(ann) == before

    def test_takes_the_place_of_a_merge_that_was_undone_and_made_another_way(self, plans, merge, rebuild, ann):
        plans.make(ann, BO, status="hot")
        merge(ann, BO, into=BEA)
        other = merge_of(BO, CIA)

        rebuild([away(ann.team_id, other)])

        assert [values(own)[0] for own in plans.of(ann, BEA, CIA)] == [None, "hot"]
        assert plans.make(ann, BO, status="working").contact_id == CIA

    def test_hides_follow_ups_of_what_is_merged_away_and_hears_of_its_undoing(
        self, settings, plans, tell, rebuild, ann
    ):
        plans.make(ann, BO, follow_up_at=LONG_AGO)
        plans.make(ann, BEA, status="hot")
        made = merge_of(BO, BEA)
        rebuild([away(ann.team_id, made)])
        assert plans.overdue(ann) == []

        tell(ann, undone_event(made))

        assert plans.overdue(ann) == [BO]


class TestAHistory:
    """Of merges and undoings, of which a journal that was lost has told only the beginning."""

    @pytest.fixture
    def people(self, ann, xena):
        """Each of Ann's team, and who plans the same in Xena's."""
        return [
            (ann.model_copy(update={"person_id": uuid4()}), xena.model_copy(update={"person_id": uuid4()}))
            for _ in range(4)
        ]

    @pytest.mark.parametrize("seed", range(20))
    def test_ends_the_same_rebuilt_as_heard_one_by_one(self, plans, tell, rebuild, people, seed):
        chance = random.Random(seed)
        contacts = [uuid4() for _ in range(5)]
        for person, contact_id in product(people, contacts):
            if chance.random() < 0.4:
                note = f"{chance.random()}"
                for who in person:
                    plans.make(who, contact_id, follow_up_note=note)
        events, standing = history(chance, contacts)
        [(ann, xena), *_] = people

        for event in events:
            tell(ann, event)
        for event in events[: chance.randrange(len(events))]:
            tell(xena, event)
        feed = [away(caller.team_id, made) for caller in (ann, xena) for made in standing]
        rebuild(*([one] for one in sorted(feed, key=lambda one: (one.team_id, one.contact_id))))

        assert [notes(plans, heard, contacts) for heard, _ in people] == [
            notes(plans, rebuilt, contacts) for _, rebuilt in people
        ]


def history(chance: random.Random, contacts: list[UUID]) -> tuple[list[Event], list[Merge]]:
    """Events, and the merges that stand at their end. Undone is only what nothing was built upon."""
    events: list[Event] = []
    standing: list[Merge] = []
    for _ in range(8):
        if standing and chance.random() < 0.3:
            events.append(undone_event(standing.pop()))
        else:
            there = [one for one in contacts if one not in {made.merged.id for made in standing}]
            if len(there) > 1:
                standing.append(merge_of(*chance.sample(there, 2)))
                events.append(merged_event(standing[-1]))
    return events, standing


def notes(plans, caller: Caller, contacts: list[UUID]) -> dict[UUID, str]:
    return {own.contact_id: own.follow_up_note for own in plans.of(caller, *contacts) if own.follow_up_note}
