from datetime import timedelta

import pytest

from services.accounts.domain.throttles import account_key, address_key, too_many


class TestAnAccountsKey:
    def test_is_one_for_all_spellings_and_tells_no_email(self):
        assert account_key(" ANN@example.com") == account_key("ann@example.com")
        assert "ann" not in account_key("ann@example.com")


class TestAnAddressesKey:
    @pytest.mark.parametrize(
        ("one", "same"),
        [
            ("192.0.2.7", "::ffff:192.0.2.7"),
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
            ("nonsense", "nonsense"),
        ],
    )
    def test_is_one_for_one_place(self, one, same):
        assert address_key(one) == address_key(same)

    @pytest.mark.parametrize(
        ("one", "other"),
        [("192.0.2.7", "192.0.2.8"), ("2001:db8:1:2::1", "2001:db8:1:3::1"), ("nonsense", "x" * 5_000)],
    )
    def test_is_another_for_another_place(self, one, other):
        assert address_key(one) != address_key(other)


class TestTooMany:
    @pytest.mark.parametrize(("wait", "seconds"), [(0.1, 1), (1, 1), (1.01, 2), (300, 300)])
    def test_says_after_how_many_whole_seconds_to_try_again(self, wait, seconds):
        refusal = too_many(timedelta(seconds=wait))

        assert refusal.facts == {"retry_after": seconds}
