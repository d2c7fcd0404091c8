"""How a request asks services: by whose signature, until when, under which key."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from starlette.requests import Request
from support.gateway import Accounts

from contracts.accounts import Identify
from gateway.app import create_parts, identify_over
from gateway.asking import go_on, services, to_change
from gateway.identity import SIGNATURE_REUSED_SECONDS, Identities
from gateway.refusals import Malformed
from gateway.visit import Visit
from kit.callers import Signer

pytestmark = pytest.mark.anyio


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def identities(gateway_config, clock):
    signer = Signer(gateway_config.caller_private_key.get_secret_value())
    return Identities(identify_over(Accounts(gateway_config)), signer, clock=clock)


@pytest.fixture
async def request_of_ann(gateway_config, identities):
    """A request that was let in just now."""
    person, _ = await identities.identify("anns", "request-1")
    parts = replace(create_parts(gateway_config, Accounts(gateway_config)), identities=identities)
    scope = {
        "type": "http",
        "method": "POST",
        "headers": [(b"cookie", b"qero=anns")],
        "app": SimpleNamespace(state=SimpleNamespace(parts=parts)),
        "state": {"visit": Visit(request_id="request-1", address="192.0.2.1", who=person)},
    }
    return Request(scope)


class TestAKey:
    async def test_of_255_characters_is_taken(self, request_of_ann):
        asked = await to_change(request_of_ann, request_of_ann.state.visit.who, "k" * 255)

        assert asked.calling.key == "k" * 255

    @pytest.mark.parametrize("key", ["", "k" * 256, "two words", "schlüssel", "a\nb"])
    async def test_that_is_none_is_refused(self, request_of_ann, key):
        with pytest.raises(Malformed):
            await to_change(request_of_ann, request_of_ann.state.visit.who, key)

    async def test_is_made_when_the_client_sent_none(self, request_of_ann):
        person = request_of_ann.state.visit.who

        first, second = [await to_change(request_of_ann, person) for _ in range(2)]

        assert first.calling.key != second.calling.key


class TestGoingOn:
    async def test_grants_the_time_anew(self, request_of_ann):
        calling = services(request_of_ann, request_of_ann.state.visit.who).calling
        calling.until = 0
        await go_on(request_of_ann)

        assert calling.until > 0

    async def test_signs_anew_before_the_signature_expires(self, request_of_ann, clock, monkeypatch):
        calling = services(request_of_ann, request_of_ann.state.visit.who).calling
        first = calling.caller_token
        monkeypatch.setattr("kit.callers.time.time", lambda: 2_000_000_000)
        clock.now += SIGNATURE_REUSED_SECONDS
        await go_on(request_of_ann)

        assert calling.caller_token != first


class TestIdentifying:
    async def test_asks_accounts_for_the_holder_of_a_token(self, gateway_config):
        identity = await identify_over(Accounts(gateway_config))(Identify(token="anns"), "request-1")

        assert identity.caller == Accounts.ann
