"""A merge is taken apart: both are there again, and what was done since stays where it was done."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from contracts.contacts import CallLogChanges, ChangeCallLog, Contacts, OneCallLog
from contracts.history import Happening
from contracts.kinds import Kind
from contracts.merges import MergeUndone, NotUndoable, OneMerge
from contracts.records import ContactChanges, ContactFields
from contracts.wire import NotFound

MONDAY = datetime(2020, 3, 2, 12, 0, tzinfo=UTC)


def fields_of(contact) -> ContactFields:
    return ContactFields.model_validate(contact.model_dump())


class TestUndo:
    def test_both_are_as_they_were(self, by, ann):
        away = by(ann).add(name="B. Ek", company="Ek AB", phones=["08-12 34 56"], tags=["vip"], notes="Likes cars")
        into = by(ann).add(name="Bo Ek", title="Chef", phones=["070-123 45 67"], notes="Likes boats")

        undone = by(ann).undo(by(ann).merge(away, into, changes=ContactChanges(phones=["08-65 43 21"])))

        assert fields_of(by(ann).get(away)) == fields_of(away)
        assert fields_of(by(ann).get(into)) == fields_of(into)
        assert undone.survivor == by(ann).get(into)
        assert (undone.merge.undone_by, undone.merge.merged) == (ann.person_id, away)

    def test_no_version_that_was_seen_of_either_id_is_theirs_again(self, by, ann):
        away, into = by(ann).add(), by(ann).add()
        merged = by(ann).merge(away, into)
        seen = by(ann).change(away, title="Chef").version

        by(ann).undo(merged)

        assert by(ann).get(into).version == seen + 1
        assert by(ann).get(away).version == seen + 2

    def test_the_calls_that_were_moved_go_back_and_no_others(self, by, ann, ben):
        away, into = by(ann).add(), by(ann).add()
        moved, removed = by(ben).log(away, MONDAY), by(ann).log(away, MONDAY + timedelta(days=5))
        merged = by(ann).merge(away, into)
        since = by(ann).log(away, MONDAY + timedelta(days=2))
        by(ben).contacts.change_call_log(ChangeCallLog(id=moved.id, changes=CallLogChanges(note="Later")))
        by(ann).contacts.remove_call_log(OneCallLog(id=removed.id))

        by(ann).undo(merged)

        calls = by(ann).calls(into, away)
        assert calls[into.id] == [since]
        assert [(call.id, call.note) for call in calls[away.id]] == [(moved.id, "Later")]
        assert by(ann).get(away).last_called_at == moved.called_at
        assert by(ann).get(into).last_called_at == since.called_at

    def test_what_was_changed_since_stays(self, by, ann):
        away, into = by(ann).add(company="Ek AB", title="Chef", tags=["vip"]), by(ann).add(tags=["old"])
        merged = by(ann).merge(away, into)
        by(ann).change(into, title="CEO", tags=["vip", "new"])

        survivor = by(ann).undo(merged).survivor

        assert (survivor.title, survivor.company, survivor.tags) == ("CEO", "", ["new"])

    def test_twice_is_refused(self, by, ann):
        merged = by(ann).merge(by(ann).add(), by(ann).add())
        by(ann).undo(merged)

        with pytest.raises(NotUndoable):
            by(ann).undo(merged)

    def test_after_thirty_days_is_refused_and_the_old_id_finds_it_still(self, by, database, ann):
        away, into = by(ann).add(), by(ann).add()
        merged = by(ann).merge(away, into)
        with database.engine("postgres").begin() as connection:
            a_month_ago = text("update contacts.merges set merged_at = merged_at - interval '30 days' where id = :id")
            connection.execute(a_month_ago, {"id": merged.merge.id})

        with pytest.raises(NotUndoable) as refused:
            by(ann).undo(merged)

        assert refused.value.facts == {"days": 30}
        assert by(ann).get(away).id == into.id

    def test_what_was_built_upon_it_has_to_be_undone_first(self, by, ann):
        first, second, third, fourth = (by(ann).add(name=name) for name in ("Bo", "Bosse", "Bo Ek", "B. Ek"))
        merges = [by(ann).merge(first, second), by(ann).merge(third, second), by(ann).merge(second, fourth)]

        for earlier, later in ((0, 2), (1, 2)):
            with pytest.raises(NotUndoable) as refused:
                by(ann).undo(merges[earlier])
            assert refused.value.facts == {"undo_first": str(merges[later].merge.id)}
        for merged in reversed(merges):
            by(ann).undo(merged)
        assert [by(ann).get(one).name for one in (first, second, third, fourth)] == ["Bo", "Bosse", "Bo Ek", "B. Ek"]

    def test_an_undone_one_may_be_merged_again(self, by, ann):
        away, into, other = by(ann).add(), by(ann).add(), by(ann).add()
        by(ann).undo(by(ann).merge(away, into))
        by(ann).merge(away, other)

        assert by(ann).get(away).id == other.id

    def test_where_a_record_has_no_room_it_is_refused(self, by, ann):
        numbers = [f"+467012345{number}" for number in range(10, 30)]
        away, into = by(ann).add(), by(ann).add(phones=numbers[:15])
        merged = by(ann).merge(away, into, changes=ContactChanges(phones=[]))
        by(ann).change(into, phones=[*numbers[15:], "+46701234501"])

        with pytest.raises(NotUndoable) as refused:
            by(ann).undo(merged)

        assert [error.field for error in refused.value.errors] == ["phones"]

    def test_another_teams_is_not_there(self, by, ann, xena):
        merged = by(ann).merge(by(ann).add(), by(ann).add()).merge

        for caller, asked in (
            (xena, OneMerge(kind=merged.kind, id=merged.id)),
            (ann, OneMerge(kind=Kind.TMA, id=merged.id)),
            (ann, OneMerge(kind=merged.kind, id=uuid4())),
        ):
            with pytest.raises(NotFound):
                by(caller).contacts.undo_merge(asked)

    def test_may_be_long_after(self, by, ann):
        merged = by(ann).merge(by(ann).add(), by(ann).add()).merge

        assert timedelta(days=29) < merged.undoable_until - datetime.now(UTC) <= timedelta(days=30)


class TestWhatIsTold:
    def test_the_team_hears_of_it_once(self, by, announced, ann):
        away, into = by(ann).add(), by(ann).add()
        undone = by(ann).undo(by(ann).merge(away, into))

        [(event, audience)] = announced(Contacts, ann.team_id)[3:]

        assert (event, audience) == (
            MergeUndone(merge=undone.merge, survivor=undone.survivor, restored=by(ann).get(away)),
            None,
        )

    def test_the_history_of_each_says_so(self, by, ann, ben):
        away, into = by(ann).add(), by(ann).add()
        by(ben).undo(by(ann).merge(away, into))

        for one, before in ((away, Happening.MERGED_AWAY), (into, Happening.MERGED)):
            told = by(ann).history(one)
            assert [entry.what for entry in told] == [Happening.MERGE_UNDONE, before, Happening.CREATED]
            assert told[0].person_id == ben.person_id
