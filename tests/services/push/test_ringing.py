"""Whether and when a device rings: the rules alone."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from support.ringing import HERE, NOON, message

from contracts.conversations import ConversationKind, Notify
from contracts.push import DeliveryState, RingFor
from services.push.domain.ringing import (
    FIRST_WAIT,
    LONGEST_WAIT,
    PATIENCE,
    Ring,
    Sight,
    Wait,
    Wishes,
    about_follow_up,
    about_message,
    next_attempt,
    quiet_for,
)

POSITION = 40


def decided(told, wishes=Wishes(), sights=(), *, after=timedelta(0), was_quiet=False):  # noqa: B008  it is frozen
    return about_message(told, wishes, sights, Ring(POSITION, NOON, was_quiet), NOON + after)


def looking(*, at=HERE, position=POSITION - 1, ago=timedelta(0)) -> Sight:
    return Sight(at, position, NOON - ago)


class TestAMessage:
    def test_rings_at_once(self):
        assert decided(message()) is None

    def test_that_is_deleted_or_whose_person_has_left_does_not(self):
        assert decided(None) == DeliveryState.WITHDRAWN

    def test_that_is_read_does_not(self):
        assert decided(message(is_read=True)) == DeliveryState.SEEN

    @pytest.mark.parametrize(("kind", "life"), [(ConversationKind.CHANNEL, 4), (ConversationKind.DIRECT, 24)])
    def test_is_no_news_any_more_after_hours(self, kind, life):
        almost = timedelta(hours=life) - timedelta(seconds=1)

        assert decided(message(kind=kind), after=almost) is None
        assert decided(message(kind=kind), after=timedelta(hours=life)) == DeliveryState.EXPIRED

    def test_that_came_in_quiet_hours_is_news_after_them(self):
        assert decided(message(), after=timedelta(hours=10), was_quiet=True) is None


class TestWhoLooks:
    def test_has_four_seconds_to_have_seen_it(self):
        assert isinstance(decided(message(), sights=[looking()]), Wait)
        assert decided(message(), sights=[looking()], after=PATIENCE) is None

    def test_and_has_seen_it_is_not_rung(self):
        assert decided(message(), sights=[looking(position=POSITION)]) == DeliveryState.SEEN

    def test_at_something_else_is_rung_at_once(self):
        assert decided(message(), sights=[looking(at=uuid4(), position=POSITION + 5)]) is None
        assert decided(message(), sights=[looking(at=None, position=POSITION + 5)]) is None

    def test_but_was_last_heard_of_30_seconds_ago_is_rung_at_once(self):
        assert decided(message(), sights=[looking(ago=timedelta(seconds=30))]) is None

    def test_with_one_of_several_clients_is_enough(self):
        assert decided(message(), sights=[looking(at=uuid4()), looking(position=POSITION)]) == DeliveryState.SEEN


class TestWishes:
    @pytest.mark.parametrize(
        ("messages", "notify", "kind", "is_mentioned", "rings"),
        [
            (RingFor.ALL, Notify.ALL, ConversationKind.CHANNEL, False, True),
            (RingFor.ALL, Notify.MENTIONS, ConversationKind.CHANNEL, False, False),
            (RingFor.ALL, Notify.MENTIONS, ConversationKind.CHANNEL, True, True),
            (RingFor.ALL, Notify.MENTIONS, ConversationKind.DIRECT, False, False),
            (RingFor.ALL, Notify.NONE, ConversationKind.DIRECT, True, False),
            (RingFor.DIRECT, Notify.ALL, ConversationKind.CHANNEL, False, False),
            (RingFor.DIRECT, Notify.ALL, ConversationKind.GROUP, False, False),
            (RingFor.DIRECT, Notify.ALL, ConversationKind.GROUP, True, True),
            (RingFor.DIRECT, Notify.ALL, ConversationKind.DIRECT, False, True),
            (RingFor.NONE, Notify.ALL, ConversationKind.DIRECT, True, False),
        ],
    )
    def test_of_the_person_and_of_the_conversation_both_count(self, messages, notify, kind, is_mentioned, rings):
        told = message(notify=notify, kind=kind, is_mentioned=is_mentioned)

        assert decided(told, Wishes(messages)) == (None if rings else DeliveryState.MUTED)

    def test_a_reminder_rings_unless_it_is_not_wanted(self):
        for reminders, expected in ((True, None), (False, DeliveryState.MUTED)):
            assert about_follow_up(Wishes(reminders=reminders), Ring(POSITION, NOON), NOON) == expected


class TestQuietHours:
    @pytest.mark.parametrize(
        ("since", "until", "now", "left"),
        [
            ("22:00", "07:00", "2026-05-04T23:30+02:00", 7.5),
            ("22:00", "07:00", "2026-05-04T06:59+02:00", 1 / 60),
            ("22:00", "07:00", "2026-05-04T07:00+02:00", None),
            ("22:00", "07:00", "2026-05-04T21:59+02:00", None),
            ("22:00", "07:00", "2026-05-04T22:00+02:00", 9),
            ("12:00", "13:00", "2026-05-04T12:15+02:00", 0.75),
            ("12:00", "13:00", "2026-05-04T13:00+02:00", None),
            ("12:00", "12:00", "2026-05-04T12:00+02:00", None),
            # The night that has an hour less, and the one that has one more.
            ("22:00", "07:00", "2026-03-28T23:00+01:00", 7),
            ("22:00", "07:00", "2026-10-24T23:00+02:00", 9),
        ],
    )
    def test_end_by_the_persons_clock(self, since, until, now, left):
        span = (time.fromisoformat(since), time.fromisoformat(until))

        found = quiet_for(span, "Europe/Stockholm", datetime.fromisoformat(now).astimezone(UTC))

        assert found == (None if left is None else timedelta(hours=left))

    def test_are_in_the_zone_of_the_person(self):
        span = (time(22), time(7))

        assert quiet_for(span, "Asia/Tokyo", datetime(2026, 5, 4, 14, tzinfo=UTC)) == timedelta(hours=8)
        assert quiet_for(span, "Europe/Stockholm", datetime(2026, 5, 4, 14, tzinfo=UTC)) is None


class TestAnotherAttempt:
    def test_waits_twice_as_long_each_time_and_never_more_than_an_hour(self):
        for attempts in range(30):
            longest = min(FIRST_WAIT * 2**attempts, LONGEST_WAIT)
            assert all(0 <= next_attempt(attempts) <= longest for _ in range(50))
        assert max(next_attempt(3) for _ in range(500)) > FIRST_WAIT * 2**2
