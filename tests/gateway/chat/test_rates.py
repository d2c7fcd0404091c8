"""How often one person may speak, search and say that they type."""

from uuid import uuid4

import pytest
from support.conversations import at
from support.gateway import Accounts, client_of

from gateway.app import create_app, create_parts

pytestmark = pytest.mark.anyio

GROUP = {"id": str(uuid4())}
MESSAGE = {"id": str(uuid4()), "text": "Hello"}
ASKS = {
    "edits": ("PATCH", at(GROUP, "messages", 1), {"json": {"text": "Hello!"}}),
    "messages": ("POST", at(GROUP, "messages"), {"json": MESSAGE}),
    "searches": ("GET", "/api/chat/search", {"params": {"q": "boats"}}),
    "typing": ("POST", at(GROUP, "typing"), {}),
}


@pytest.fixture
async def asked(gateway_config):
    """Asks as Ann, all in one moment. Chat is not there: whatever comes through is answered 503."""
    bus = Accounts(gateway_config)
    parts = create_parts(gateway_config, bus)
    for rate in vars(parts.rates).values():
        rate.clock = lambda: 1000.0
    async with client_of(create_app(gateway_config, bus, parts)) as client:
        client.cookies.set("qero", "anns")

        async def ask(name):
            method, path, body = ASKS[name]
            return await client.request(method, path, **body)

        yield ask


@pytest.mark.parametrize(
    ("name", "at_once", "window"), [("messages", 60, 12), ("searches", 30, 15), ("typing", 30, 15)]
)
async def test_a_burst_is_allowed_and_then_one_is_told_when_to_come_back(asked, name, at_once, window):
    within = [await asked(name) for _ in range(at_once)]
    beyond = await asked(name)

    assert {answer.status_code for answer in within} == {503}
    assert within[0].headers["RateLimit-Policy"] == f'"{name}";q={at_once};w={window}'
    assert (beyond.status_code, beyond.json()["type"]) == (429, "/problems/quota-exceeded")
    assert beyond.headers["Retry-After"] == str(beyond.json()["retry_after"]) == "1"
    assert beyond.json()["violated-policies"] == [name]


async def test_who_may_not_speak_any_more_may_still_search(asked):
    while (await asked("messages")).status_code != 429:
        pass

    assert (await asked("searches")).status_code == 503


async def test_an_edit_counts_as_a_message(asked):
    while (await asked("edits")).status_code != 429:
        pass

    assert (await asked("messages")).status_code == 429
