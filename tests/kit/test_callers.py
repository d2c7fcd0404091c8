import time
from uuid import uuid4

import jwt
import pytest

from contracts.wire import Caller, NotTheCaller, Role
from kit.callers import Signer, Verifier, new_private_key, public_key_of


@pytest.fixture
def ann():
    return Caller(
        person_id=uuid4(),
        team_id=uuid4(),
        session_id=uuid4(),
        role=Role.MEMBER,
        time_zone="Asia/Jakarta",
        country="SE",
    )


class TestVerify:
    def test_gives_back_the_caller_that_was_signed(self, ann):
        private = new_private_key()

        assert Verifier(public_key_of(private)).verify(Signer(private).sign(ann)) == ann

    @pytest.mark.parametrize("token", [None, "", "a.b.c", "nonsense"])
    def test_refuses_what_is_no_token(self, token):
        with pytest.raises(NotTheCaller):
            Verifier(public_key_of(new_private_key())).verify(token)

    def test_refuses_another_gateways_signature(self, ann):
        token = Signer(new_private_key()).sign(ann)

        with pytest.raises(NotTheCaller):
            Verifier(public_key_of(new_private_key())).verify(token)

    def test_refuses_a_token_without_signature(self, ann):
        unsigned = jwt.encode({"sub": str(ann.person_id), "exp": int(time.time()) + 60}, None, algorithm="none")

        with pytest.raises(NotTheCaller):
            Verifier(public_key_of(new_private_key())).verify(unsigned)

    def test_refuses_a_remembered_token_once_it_has_expired(self, ann, monkeypatch):
        private = new_private_key()
        verifier = Verifier(public_key_of(private))
        token = Signer(private).sign(ann)
        verifier.verify(token)
        later = time.time() + 61
        monkeypatch.setattr(time, "time", lambda: later)

        with pytest.raises(NotTheCaller, match="expired"):
            verifier.verify(token)
