"""Follow-ups that fall due: one event each, however many look, and however long nobody did."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from support.merging import BEA, BO
from support.planning import change

from contracts.kinds import Kind
from contracts.settings import FollowUpDue, PersonalSettings, Settings
from contracts.wire import Caller
from services.settings.due import MOST_AT_ONCE
from services.settings.tables import TABLES


def a_minute_ago() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(hours=2)


@pytest.fixture
def plan(settings):
    def planned(
        caller: Caller, contact_id: UUID | None = None, *, kind: Kind = Kind.CONTACT, at: datetime | None = None
    ):
        asked = change(contact_id or uuid4(), kind, follow_up_at=at or soon(), follow_up_note="Boat")
        return settings(caller).change(asked)

    return planned


@pytest.fixture
def hours_pass(database):
    """All that is planned comes three hours nearer: time passes no other way."""

    def run(caller: Caller) -> None:
        with database.engine("postgres").begin() as connection:
            for table in TABLES.values():
                nearer = table.update().values(follow_up_at=table.c.follow_up_at - timedelta(hours=3))
                connection.execute(nearer.where(table.c.team_id == caller.team_id))

    return run


@pytest.fixture
def look(settings):
    """A replica looks until there is no more."""

    def looked(_number: int = 0) -> None:
        while settings(None).announce_due():
            pass

    return looked


@pytest.fixture
def rung(look, announced):
    """What of a team's has rung by now, and for whom."""

    def found(caller: Caller) -> list[tuple[FollowUpDue, list[UUID]]]:
        look()
        return [(event, to) for event, to in announced(Settings, caller.team_id) if isinstance(event, FollowUpDue)]

    return found


def nearer(planned: PersonalSettings) -> PersonalSettings:
    return planned.model_copy(update={"follow_up_at": planned.follow_up_at - timedelta(hours=3)})


class TestAFollowUp:
    @pytest.mark.parametrize("kind", Kind)
    def test_rings_once_when_its_time_has_come_for_its_person_alone(self, plan, hours_pass, rung, ann, kind):
        planned = plan(ann, kind=kind)
        assert rung(ann) == []

        hours_pass(ann)

        for _ in range(2):
            assert rung(ann) == [(FollowUpDue(person_id=ann.person_id, settings=nearer(planned)), [ann.person_id])]

    def test_of_each_person_and_team_rings_for_its_own(self, plan, rung, ann, ben, xena):
        bo, past = uuid4(), datetime.now(UTC) - timedelta(minutes=1)
        for who in (ann, ben, xena):
            plan(who, bo, at=past)

        assert sorted(to for _, to in rung(ann)) == sorted([[ann.person_id], [ben.person_id]])
        assert [to for _, to in rung(xena)] == [[xena.person_id]]

    def test_that_is_set_into_the_past_rings_at_once(self, plan, rung, ann):
        planned = plan(ann, at=datetime.now(UTC) - timedelta(days=3))

        assert [event.settings for event, _ in rung(ann)] == [planned]

    def test_rings_anew_at_a_new_time(self, plan, rung, ann):
        bo, now = uuid4(), datetime.now(UTC)
        for minutes in (3, 2):
            plan(ann, bo, at=now - timedelta(minutes=minutes))
            rung(ann)

        assert [event.settings.version for event, _ in rung(ann)] == [1, 2]

    def test_does_not_ring_again_when_its_time_is_set_again(self, settings, plan, rung, ann):
        bo, at = uuid4(), datetime.now(UTC) - timedelta(minutes=1)
        plan(ann, bo, at=at)

        for again in (at, None, at):
            settings(ann).change(change(bo, follow_up_at=again, status="hot"))
            rung(ann)

        assert len(rung(ann)) == 1

    def test_that_is_moved_or_cleared_before_its_time_does_not_ring(self, settings, plan, hours_pass, rung, ann):
        moved, cleared = plan(ann), plan(ann)
        settings(ann).change(change(moved.contact_id, follow_up_at=soon() + timedelta(days=1)))
        settings(ann).change(change(cleared.contact_id, follow_up_at=None))

        hours_pass(ann)

        assert rung(ann) == []

    def test_of_an_archived_contact_rings_when_it_is_restored(self, plan, hear, hours_pass, rung, ann):
        bo = plan(ann).contact_id
        hear(ann, bo, version=2, archived=True)
        hours_pass(ann)
        assert rung(ann) == []

        hear(ann, bo, version=3, archived=False)
        assert [event.settings.contact_id for event, _ in rung(ann)] == [bo]

    def test_of_an_archived_contact_that_is_moved_rings_at_its_new_time(self, plan, hear, hours_pass, rung, ann):
        bo = plan(ann).contact_id
        hear(ann, bo, version=2, archived=True)
        hours_pass(ann)
        plan(ann, bo)
        hear(ann, bo, version=3, archived=False)
        assert rung(ann) == []

        hours_pass(ann)
        assert [event.settings.version for event, _ in rung(ann)] == [2]


class TestAFollowUpWithAMergedContact:
    def rings(self, rung, caller: Caller) -> list[UUID]:
        return [event.settings.contact_id for event, _ in rung(caller)]

    def test_rings_once_and_for_the_survivor(self, plan, merge, hours_pass, rung, ann):
        plan(ann, BO)
        merge(ann, BO, into=BEA)

        hours_pass(ann)

        assert self.rings(rung, ann) == [BEA]

    def test_that_had_rung_does_not_ring_for_the_survivor(self, plan, merge, rung, ann):
        plan(ann, BO, at=a_minute_ago())
        rung(ann)

        merge(ann, BO, into=BEA)

        assert self.rings(rung, ann) == [BO]

    def test_that_rang_for_the_survivor_does_not_ring_again_when_it_is_undone(self, plan, merge, undo, rung, ann):
        plan(ann, BO, at=a_minute_ago())
        made = merge(ann, BO, into=BEA)
        rung(ann)

        undo(ann, made)

        assert self.rings(rung, ann) == [BEA]

    def test_that_has_not_rung_before_it_is_undone_rings_afterwards(self, plan, merge, undo, rung, ann):
        plan(ann, BO, at=a_minute_ago())

        undo(ann, merge(ann, BO, into=BEA))

        assert self.rings(rung, ann) == [BO]

    def test_that_rang_for_the_survivor_and_was_moved_does_not_ring_again_either(self, plan, merge, undo, rung, ann):
        plan(ann, BO, at=a_minute_ago())
        made = merge(ann, BO, into=BEA)
        rung(ann)
        plan(ann, BEA, at=a_minute_ago())
        rung(ann)

        undo(ann, made)

        assert self.rings(rung, ann) == [BEA, BEA]

    def test_that_is_still_to_come_when_it_is_undone_rings_in_its_time(
        self, plan, merge, undo, *, hours_pass, rung, ann
    ):
        plan(ann, BO)
        made = merge(ann, BO, into=BEA)
        plan(ann, BEA, at=soon() + timedelta(days=1))

        undo(ann, made)
        hours_pass(ann)

        assert self.rings(rung, ann) == [BO]

    def test_that_was_set_aside_waits_until_it_is_undone(self, plan, merge, undo, rung, ann):
        plan(ann, BO, at=a_minute_ago())
        plan(ann, BEA)
        made = merge(ann, BO, into=BEA)
        assert rung(ann) == []

        undo(ann, made)

        assert self.rings(rung, ann) == [BO]


class TestManyAtOnce:
    @pytest.fixture
    def many(self, settings, database, ann):
        """More than one batch, of Ann's and of many others of her team, due within two hours in which nobody looked."""
        # What other tests have left over.
        while settings(None).announce_due():
            pass
        people = [ann.person_id, *(uuid4() for _ in range(9))]
        due = text("""
            insert into settings.user_contact_settings
                (person_id, contact_id, team_id, follow_up_at, follow_up_note, version)
            select (cast(:people as uuid[]))[1 + mod(n, 10)], gen_random_uuid(), :team,
                now() - n * interval '20 seconds', '', 1
            from generate_series(1, :count) n
        """)
        count = 3 * MOST_AT_ONCE + 10
        with database.engine("postgres").begin() as connection:
            connection.execute(due, {"people": people, "team": ann.team_id, "count": count})
        return count

    def test_each_rings_once_though_several_replicas_look_after_two_hours(self, look, rung, ann, many):
        with ThreadPoolExecutor(6) as replicas:
            list(replicas.map(look, range(6)))

        keys = [(event.person_id, event.settings.contact_id) for event, _ in rung(ann)]
        assert (len(keys), len(set(keys))) == (many, many)
        assert all(to == [event.person_id] for event, to in rung(ann))

    def test_what_a_replica_took_before_it_failed_another_one_takes(self, settings, rung, ann, many):
        failing = settings(None)

        with suppress(ZeroDivisionError), failing.store.transaction():
            failing.announce_due()
            assert len(rung(ann)) == many - MOST_AT_ONCE
            raise ZeroDivisionError

        assert len(rung(ann)) == many
