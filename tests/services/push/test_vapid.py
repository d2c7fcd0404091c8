"""The server's word to push services that it is itself."""

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from services.push.sending.vapid import (
    RENEWED_AFTER_SECONDS,
    VALID_SECONDS,
    Vapid,
    key_of,
    public_key_of,
    subject_error,
    text_of,
)

APPLE, GOOGLE = "https://web.push.apple.com", "https://fcm.googleapis.com"
NOON = 1_777_896_000


class Clock:
    now = float(NOON)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys() -> list[str]:
    return [text_of(generate_private_key(SECP256R1())) for _ in range(2)]


@pytest.fixture
def vapid(keys, clock) -> Vapid:
    return Vapid(keys, "mailto:it@nord.se", clock=clock)


def claims_of(header: str, private_key: str, audience: str) -> dict:
    scheme, _, told = header.partition(" ")
    parts = dict(part.split("=", 1) for part in told.split(","))
    assert (scheme, parts["k"]) == ("vapid", public_key_of(key_of(private_key)))
    options = {"verify_exp": False}
    return jwt.decode(
        parts["t"], key_of(private_key).public_key(), algorithms=["ES256"], audience=audience, options=options
    )


class TestHeader:
    def test_names_each_push_service_for_itself(self, vapid, keys):
        for origin in (APPLE, GOOGLE, APPLE):
            claims = claims_of(vapid.header(origin, vapid.current), keys[0], origin)
            assert claims == {"aud": origin, "exp": NOON + VALID_SECONDS, "sub": "mailto:it@nord.se"}

    def test_is_signed_with_the_key_that_a_device_was_made_with(self, vapid, keys):
        older = public_key_of(key_of(keys[1]))

        assert claims_of(vapid.header(APPLE, older), keys[1], APPLE)["aud"] == APPLE
        assert vapid.current == public_key_of(key_of(keys[0]))

    def test_is_signed_once_for_hours_and_then_anew(self, vapid, clock):
        first = vapid.header(APPLE, vapid.current)
        clock.now += RENEWED_AFTER_SECONDS - 1
        assert vapid.header(APPLE, vapid.current) == first
        clock.now += 1
        assert vapid.header(APPLE, vapid.current) != first

    def test_of_a_clock_that_was_set_back_is_signed_anew(self, vapid, clock):
        first = vapid.header(APPLE, vapid.current)
        clock.now -= 3_600

        assert vapid.header(APPLE, vapid.current) != first

    def test_of_a_key_that_is_none_of_ours_is_not_made(self, vapid):
        with pytest.raises(KeyError):
            vapid.header(APPLE, "another")


class TestKeys:
    def test_are_read_as_they_are_written(self, keys):
        assert [text_of(key_of(text)) for text in keys] == keys

    @pytest.mark.parametrize("text", ["", "AAAA", "x" * 42, "!", "A" * 43])
    def test_of_anything_else_are_refused(self, text):
        with pytest.raises(ValueError, match=r"."):
            key_of(text)


class TestSubject:
    @pytest.mark.parametrize("subject", ["mailto:it@nord.se", "https://nord.se/contact", "mailto:a.b+c@sub.nord.se"])
    def test_at_which_somebody_answers_is_taken(self, subject):
        assert subject_error(subject) is None

    @pytest.mark.parametrize(
        "subject",
        [
            "",
            "it@nord.se",
            "mailto:",
            "mailto:it@localhost",
            "mailto:it@example.com",
            "mailto:it@mail.example.org",
            "mailto:it@nord.test",
            "mailto:it@nord.local",
            "mailto:a@nord.se,b@nord.se",
            "http://nord.se",
            "https://localhost",
            "https://",
            "https://intranet",
        ],
    )
    def test_at_which_nobody_does_is_refused(self, subject):
        assert subject_error(subject)
