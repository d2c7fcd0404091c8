import subprocess
import sys
import time
from uuid import uuid4

import jwt
import pytest

from contracts.wire import Caller, NotTheCaller, Role
from deploy.local.home import ROOT
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

    def test_believes_each_of_several_keys_while_the_gateways_change_theirs(self, ann):
        old, new = new_private_key(), new_private_key()
        verifier = Verifier(f"{public_key_of(old)},{public_key_of(new)}")

        assert verifier.verify(Signer(old).sign(ann)) == verifier.verify(Signer(new).sign(ann)) == ann

    def test_believes_no_key_that_was_taken_away(self, ann):
        old, new, next_one = new_private_key(), new_private_key(), new_private_key()

        with pytest.raises(NotTheCaller):
            Verifier(f"{public_key_of(new)},{public_key_of(next_one)}").verify(Signer(old).sign(ann))

    def test_refuses_a_remembered_token_once_it_has_expired(self, ann, monkeypatch):
        private = new_private_key()
        verifier = Verifier(public_key_of(private))
        token = Signer(private).sign(ann)
        verifier.verify(token)
        later = time.time() + 61
        monkeypatch.setattr(time, "time", lambda: later)

        with pytest.raises(NotTheCaller, match="expired"):
            verifier.verify(token)


def test_a_pair_is_made_by_one_command(ann):
    made = subprocess.run([sys.executable, "-m", "kit.callers"], cwd=ROOT, capture_output=True, text=True, check=True)
    keys = dict(line.split("=", 1) for line in made.stdout.splitlines())

    assert Verifier(keys["CALLER_PUBLIC_KEY"]).verify(Signer(keys["CALLER_PRIVATE_KEY"]).sign(ann)) == ann
