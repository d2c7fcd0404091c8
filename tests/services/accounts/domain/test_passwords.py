import pytest

from services.accounts.domain.fields import Fault
from services.accounts.domain.passwords import COMMON, password

KNOWN = ["Nordic Harbour", "Ann Lindqvist", "ann.lindqvist@example.com"]


class TestAPassword:
    @pytest.mark.parametrize(
        "text",
        [
            "8letters",
            "x" * 199 + "y",
            "correct horse battery staple",
            "åäö åäö åäö",
            "lindqvist keeps seven goats",
            "!#%&/()=?+",
            "密码密码密码密码密码",
        ],
    )
    def test_may_be_anything_long_enough(self, text):
        assert password(text, known=KNOWN) == text

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("7letter", "length"),
            ("", "length"),
            ("x" * 200 + "y", "length"),
            ("password123", "common"),
            ("PassWord123", "common"),
            ("Sommar2026", "common"),
            ("zzzzzzzzzzzz", "common"),
            ("annlindqvist", "context"),
            ("Lindqvist1!", "context"),
            ("ann.lindqvist@example.com", "context"),
            ("NordicHarbour", "context"),
            ("Nordic Harbour 26", "context"),
            ("Qero2026!", "context"),
        ],
    )
    def test_is_refused_when_it_would_be_guessed(self, text, code):
        with pytest.raises(Fault) as refused:
            password(text, known=KNOWN)

        assert refused.value.code == code


class TestTheCommonPasswords:
    def test_are_compared_as_they_are_kept(self):
        assert len(COMMON) > 1_000
        assert all(len(text) >= 8 and text == text.casefold() for text in COMMON)
