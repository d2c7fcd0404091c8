"""What each answer of a push service means."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from contracts.push import DeliveryState
from services.push.domain.answers import DEFAULT_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, Answer, verdict

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def meaning(status: int, text: str = "", *, was_short: bool = False, **headers: str):
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return verdict(Answer(status, told, text), was_short=was_short, now=NOON)


class TestVerdict:
    @pytest.mark.parametrize("status", [200, 201, 202, 204])
    def test_taken_is_sent(self, status):
        assert meaning(status).state == DeliveryState.SENT

    @pytest.mark.parametrize("status", [404, 410])
    def test_no_such_device_ends_the_subscription(self, status):
        assert meaning(status).state == DeliveryState.GONE

    @pytest.mark.parametrize("status", [100, 301, 307, 308, 405, 409, 411, 415, 418, 451])
    def test_anything_else_ends_the_delivery_and_no_subscription(self, status):
        assert meaning(status).state == DeliveryState.REFUSED

    @pytest.mark.parametrize("status", [500, 502, 503, 504, 599])
    def test_its_own_fault_is_tried_again(self, status):
        found = meaning(status)

        assert (found.state, found.is_down, found.pause) == (DeliveryState.WAITING, True, 0)

    @pytest.mark.parametrize("status", [429, 406, 503])
    def test_how_long_it_wants_nothing_is_obeyed_in_seconds_and_as_a_date(self, status):
        in_a_while = format_datetime(NOON + timedelta(seconds=90), usegmt=True)

        assert meaning(status, retry_after="120").pause == 120
        assert meaning(status, retry_after=in_a_while).pause == 90

    @pytest.mark.parametrize("told", ["", "soon", "-5", "1e9", "Mon, 99 Foo 2026", "٣"])
    def test_a_throttle_that_does_not_say_how_long_is_a_minute(self, told):
        assert meaning(429, retry_after=told).pause in (DEFAULT_PAUSE_SECONDS, 3)

    def test_nobody_makes_it_wait_for_more_than_a_day(self):
        assert meaning(429, retry_after="999999999999999999999").pause == LONGEST_PAUSE_SECONDS

    def test_a_date_that_is_over_is_a_minute(self):
        assert meaning(429, retry_after="Mon, 01 Jan 2024 00:00:00 GMT").pause == DEFAULT_PAUSE_SECONDS

    def test_too_large_is_tried_once_with_the_least(self):
        assert (meaning(413).state, meaning(413).is_short) == (DeliveryState.WAITING, True)
        assert meaning(413, was_short=True).state == DeliveryState.REFUSED

    @pytest.mark.parametrize("status", [400, 401, 403])
    def test_a_refused_signature_is_our_fault_and_keeps_the_subscription(self, status):
        found = meaning(status, '{"reason":"BadJwtToken"}')

        assert (found.state, found.is_ours, found.key_mismatch) == (DeliveryState.REFUSED, True, False)

    @pytest.mark.parametrize(
        "text",
        [
            '{"reason":"VapidPkHashMismatch"}',
            "MismatchSenderId",
            "the key in the authorization header does not correspond to the sender ID: they do not correspond",
        ],
    )
    def test_another_key_than_the_subscriptions_has_it_made_anew(self, text):
        found = meaning(403, text)

        assert (found.is_ours, found.key_mismatch) == (False, True)
