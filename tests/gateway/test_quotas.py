"""How often one may ask."""

import pytest

from gateway.quotas import Rate, client_key


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def rate(clock):
    """One a second in the long run, five at once."""
    return Rate("person", per_minute=60, burst=5, clock=clock)


class TestTaking:
    def test_allows_the_burst_and_no_more(self, rate):
        taken = [rate.take("ann") for _ in range(6)]

        assert [quota.retry_after for quota in taken] == [0, 0, 0, 0, 0, 1]
        assert [quota.remaining for quota in taken] == [4, 3, 2, 1, 0, 0]

    def test_counts_each_key_by_itself(self, rate):
        for _ in range(6):
            rate.take("ann")

        assert rate.take("ben").retry_after == 0

    def test_gives_back_one_each_interval(self, rate, clock):
        for _ in range(6):
            rate.take("ann")
        clock.now += 1

        assert [rate.take("ann").retry_after for _ in range(2)] == [0, 1]

    def test_gives_back_everything_after_the_window_and_never_more(self, rate, clock):
        for _ in range(6):
            rate.take("ann")
        clock.now += 3600

        assert rate.take("ann").remaining == 4

    def test_counts_nothing_for_what_it_refused(self, rate, clock):
        for _ in range(50):
            rate.take("ann")
        clock.now += 5

        assert rate.take("ann").remaining == 4

    def test_keeps_to_its_rate_over_a_long_time(self, rate, clock):
        allowed = 0
        for _ in range(1000):
            allowed += not rate.take("ann").retry_after
            clock.now += 0.1

        assert allowed == pytest.approx(105, abs=1)

    def test_says_it_as_header_fields(self, rate):
        quota = rate.take("ann")

        assert quota.policy_header == '"person";q=5;w=5'
        assert quota.header == '"person";r=4;t=1'

    def test_remembers_a_bounded_number_of_keys_and_forgets_who_asked_longest_ago(self, clock):
        rate = Rate("address", per_minute=60, burst=1, clock=clock, most_keys=3)
        for key in ["a", "b", "c", "a", "d"]:
            rate.take(key)

        assert list(rate.full_again_at) == ["c", "a", "d"]


class TestLooking:
    def test_counts_nothing(self, rate):
        for _ in range(10):
            rate.look("ann")

        assert rate.take("ann").remaining == 4

    def test_says_when_nothing_is_left(self, rate):
        for _ in range(5):
            rate.take("ann")

        assert rate.look("ann").retry_after == 1


class TestTheKeyOfAClient:
    def test_is_its_ipv4_address(self):
        assert client_key("192.0.2.7") == "192.0.2.7"

    def test_is_its_network_in_ipv6(self):
        assert client_key("2001:db8:1:2:3::4") == client_key("2001:db8:1:2::") != client_key("2001:db8:1:3::")
