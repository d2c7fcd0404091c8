from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.accounts.domain.sessions import HeldSession, token_hash

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CURRENT, NEXT, PREVIOUS = token_hash("current"), token_hash("next"), token_hash("previous")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def session():
    return HeldSession(id=uuid4(), created_at=NOW, last_seen_at=NOW, token_hash=CURRENT, token_since=NOW)


class TestASession:
    def test_ends_after_14_idle_days(self, session):
        assert session.is_held_by(CURRENT, at=NOW + 14 * DAY - MINUTE)
        assert not session.is_held_by(CURRENT, at=NOW + 14 * DAY)

    def test_ends_after_60_days_however_busy(self, session):
        busy = replace(session, last_seen_at=NOW + 59 * DAY)

        assert busy.expires_at == NOW + 60 * DAY
        assert not busy.is_held_by(CURRENT, at=NOW + 60 * DAY)

    def test_is_seen_again_once_a_minute(self, session):
        assert not session.is_seen_again(at=NOW + MINUTE / 2)
        assert session.is_seen_again(at=NOW + MINUTE)


class TestAToken:
    def test_of_somebody_else_holds_nothing(self, session):
        assert not session.is_held_by(NEXT, at=NOW)

    def test_is_offered_a_successor_after_a_day_and_not_before(self, session):
        assert not session.is_offered(CURRENT, at=NOW + DAY - MINUTE)
        assert session.is_offered(CURRENT, at=NOW + DAY)

    def test_that_was_offered_holds_the_session_and_is_begun_with(self, session):
        offered = replace(session, next_token_hash=NEXT)

        assert offered.is_held_by(NEXT, at=NOW + DAY)
        assert offered.is_begun_with(NEXT)
        assert not offered.is_begun_with(CURRENT)

    def test_that_was_replaced_holds_for_another_minute(self, session):
        rotated = replace(session, previous_token_hash=PREVIOUS, previous_until=NOW + MINUTE)

        assert rotated.is_held_by(PREVIOUS, at=NOW)
        assert not rotated.is_held_by(PREVIOUS, at=NOW + MINUTE)

    def test_that_was_replaced_is_told_its_successor_again(self, session):
        rotated = replace(session, previous_token_hash=PREVIOUS, previous_until=NOW + MINUTE)

        assert rotated.is_offered(PREVIOUS, at=NOW)
        assert not rotated.is_current(PREVIOUS)
