"""What a person planned with a contact that was merged into another one they planned with: told to them alone."""

from support.merging import BEA, BO, CIA, DAG

from contracts.kinds import Kind
from contracts.settings import SetAside


class TestSetAside:
    def test_is_what_its_person_planned_with_both(self, plans, merge, ann, ben):
        anns, bens = plans.make(ann, BO, status="hot", follow_up_note="Boat"), plans.make(ben, BO, status="working")
        for who in (ann, ben):
            plans.make(who, BEA, status="follow_up")

        made = merge(ann, BO, into=BEA)

        told = {"merge_id": made.id, "merged_at": made.merged_at}
        assert [plans.set_aside(who, BEA) for who in (ann, ben)] == [
            [SetAside(**told, settings=own)] for own in (anns, bens)
        ]

    def test_is_not_what_came_to_the_survivor_though_it_was_changed_there_since(self, plans, merge, ann):
        plans.make(ann, BO, status="hot")

        merge(ann, BO, into=BEA)
        plans.make(ann, BEA, status="working")

        assert plans.set_aside(ann, BEA) == []

    def test_is_not_what_had_been_cleared(self, plans, merge, ann):
        plans.make(ann, BO, status="hot")
        plans.make(ann, BO, status=None)
        plans.make(ann, BEA, status="hot")

        merge(ann, BO, into=BEA)

        assert plans.set_aside(ann, BEA) == []

    def test_is_told_of_all_that_is_found_with_the_survivor_the_newest_merge_first(self, plans, merge, ann):
        for contact_id in (BO, BEA, CIA, DAG):
            plans.make(ann, contact_id, status="hot")

        merge(ann, BO, into=BEA)
        merge(ann, DAG, into=CIA)
        merge(ann, BEA, into=CIA)

        assert [one.settings.contact_id for one in plans.set_aside(ann, CIA)] == [BEA, DAG, BO]

    def test_of_a_candidate_is_a_candidates(self, plans, merge, ann):
        for contact_id in (BO, BEA):
            plans.make(ann, contact_id, Kind.TMA, status="A")

        merge(ann, BO, into=BEA, kind=Kind.TMA)

        assert [one.settings.contact_id for one in plans.set_aside(ann, BEA, Kind.TMA)] == [BO]
        assert plans.set_aside(ann, BEA) == []

    def test_is_gone_when_the_merge_is_undone(self, plans, merge, undo, ann):
        for contact_id in (BO, BEA):
            plans.make(ann, contact_id, status="hot")

        undo(ann, merge(ann, BO, into=BEA))

        assert plans.set_aside(ann, BEA) == []
