"""Rings in the database: made once, handed out once, and what became of them kept by who has them."""

from contextlib import ExitStack
from uuid import uuid4

import pytest

from contracts.push import DeliveryState
from services.push.storage.deliveries import LEASE_SECONDS, Outcome

ORIGIN = "https://web.push.apple.com"

pytestmark = pytest.mark.usefixtures("settled_queue")


@pytest.fixture
def claim(push):
    """`claim()`: what a process gets that has room for all."""

    def claimed(room=200, **rooms):
        with push(None).store.transaction() as book:
            return book.deliveries.claim(rooms, room)

    return claimed


@pytest.fixture
def record(push):
    def recorded(*outcomes):
        with push(None).store.transaction() as book:
            return book.deliveries.record(outcomes)

    return recorded


@pytest.fixture
def states(administrator_commits):
    return lambda: sorted(state for (state,) in administrator_commits("select state from push.deliveries"))


def ended(claimed, state=DeliveryState.SENT, **fields):
    return Outcome(claimed.id, claimed.holder, state, **fields)


class TestEnqueuing:
    def test_makes_one_for_each_device_of_the_people_and_of_nobody_else(
        self, ann, ben, cid, xena, subscribe, enqueue, claim
    ):
        devices = {subscribe(ben), subscribe(ben), subscribe(cid)}
        for other in (ann, xena):
            subscribe(other)

        enqueue(ann, to=[ben, cid])

        assert {one.subscription_id for one in claim()} == devices

    def test_of_the_same_event_again_makes_none(self, ann, ben, subscribe, enqueue, states):
        subscribe(ben)
        entry = enqueue(ann, to=[ben])

        enqueue(ann, to=[ben], entry=entry)

        assert states() == ["waiting"]

    def test_of_another_team_makes_none(self, ann, xena, subscribe, enqueue, states):
        subscribe(xena)

        enqueue(ann, to=[xena])

        assert states() == []


class TestClaiming:
    def test_gives_each_to_one_process(self, ann, ben, subscribe, enqueue, push):
        for _ in range(6):
            subscribe(ben)
        enqueue(ann, to=[ben])

        with ExitStack() as open_ones:
            books = [open_ones.enter_context(push(None).store.transaction()) for _ in range(3)]
            claims = [book.deliveries.claim({}, 2) for book in books]

        assert [len(one) for one in claims] == [2, 2, 2]
        assert len({claimed.id for one in claims for claimed in one}) == 6

    def test_gives_what_is_claimed_to_nobody_until_the_lease_ends(
        self, ann, ben, subscribe, enqueue, claim, administrator_commits
    ):
        subscribe(ben)
        enqueue(ann, to=[ben])
        [first] = claim()

        assert claim() == []
        administrator_commits("update push.deliveries set due_at = due_at - make_interval(secs => %s)", LEASE_SECONDS)
        [second] = claim()

        assert (second.id, second.holder != first.holder) == (first.id, True)

    def test_gives_of_a_push_service_what_there_is_room_for(self, ann, ben, subscribe, enqueue, claim):
        for _ in range(3):
            subscribe(ben)
        enqueue(ann, to=[ben])

        assert claim(room=200, **{ORIGIN: 0}) == []
        assert len(claim(room=200, **{ORIGIN: 2})) == 2

    def test_gives_nothing_of_one_that_is_paused(self, ann, ben, subscribe, enqueue, claim, push):
        subscribe(ben)
        enqueue(ann, to=[ben])

        with push(None).store.transaction() as book:
            book.deliveries.pause(ORIGIN, 60)

        assert claim() == []

    def test_tells_where_a_device_is_gone(self, ann, ben, subscribe, enqueue, claim, push):
        device = subscribe(ben)
        enqueue(ann, to=[ben])
        with push(ben).store.transaction() as book:
            book.subscriptions.remove(device)

        assert [one.device for one in claim()] == [None]


class TestRecording:
    def test_is_for_who_still_has_it(self, ann, ben, subscribe, enqueue, claim, record, states, administrator_commits):
        subscribe(ben)
        enqueue(ann, to=[ben])
        [first] = claim()
        administrator_commits("update push.deliveries set due_at = now()")
        [second] = claim()

        record(ended(first, DeliveryState.REFUSED))
        assert states() == ["waiting"]
        record(ended(second))
        assert states() == ["sent"]
        record(ended(second, DeliveryState.REFUSED))
        assert states() == ["sent"]

    def test_of_a_gone_device_removes_it_and_tells_whose_it_was(
        self, ann, ben, subscribe, enqueue, claim, record, push
    ):
        gone, kept = subscribe(ben), subscribe(ben)
        enqueue(ann, to=[ben])

        told = record(
            *(ended(one, DeliveryState.GONE if one.subscription_id == gone else DeliveryState.SENT) for one in claim())
        )

        assert [(one.team_id, one.person_id, one.subscription_id) for one in told] == [
            (ben.team_id, ben.person_id, gone)
        ]
        with push(ben).store.transaction() as book:
            assert [row.id for row in book.subscriptions.all()] == [kept]

    def test_counts_failures_until_one_is_delivered(self, ann, ben, subscribe, enqueue, claim, record, push):
        subscribe(ben)

        def failures_after(**fields):
            enqueue(ann, to=[ben])
            [claimed] = claim()
            record(ended(claimed, **fields))
            with push(ben).store.transaction() as book:
                return book.subscriptions.all()[0].failures

        assert failures_after(state=DeliveryState.REFUSED, failed=True) == 1
        assert failures_after(state=DeliveryState.REFUSED, failed=True) == 2
        assert failures_after(state=DeliveryState.SENT) == 0

    def test_of_what_waits_says_when_it_is_due(
        self, ann, ben, subscribe, enqueue, claim, record, administrator_commits
    ):
        subscribe(ben)
        enqueue(ann, to=[ben])
        [claimed] = claim()

        record(ended(claimed, DeliveryState.WAITING, seconds=90, failed=True, in_quiet_hours=True, is_short=True))

        assert claim() == []
        administrator_commits("update push.deliveries set due_at = now()")
        [again] = claim()
        assert (again.attempts, again.in_quiet_hours, again.is_short) == (1, True, True)


class TestForgetting:
    def test_takes_what_has_ended_and_is_old(self, ann, ben, subscribe, enqueue, claim, record, push, states):
        subscribe(ben)
        enqueue(ann, to=[ben])
        record(*(ended(one) for one in claim()))
        enqueue(ann, to=[ben])

        service = push(None)
        with service.store.transaction() as book:
            [(now,)] = book.connection.exec_driver_sql("select now() + interval '1 minute'")
            assert book.deliveries.forget(now, 100) == 1

        assert states() == ["waiting"]


class TestReceiving:
    def test_is_told_by_its_person_alone(self, ann, ben, subscribe, enqueue, claim, push):
        device = subscribe(ben)
        enqueue(ann, to=[ben])
        [claimed] = claim()

        with push(ann).store.transaction() as book:
            assert book.deliveries.received(claimed.id) is None
        with push(ben).store.transaction() as book:
            assert book.deliveries.received(claimed.id) == device
            assert book.deliveries.received(uuid4()) is None
