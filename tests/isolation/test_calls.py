"""Every call of every service, asked over the bus itself: services do not rely on what the gateway looks at first."""

import json

import jwt
import pytest
from isolation.asks import ASKS
from isolation.people import Asker
from isolation.world import ANNS_DAY, ANNS_STATUS, ANNS_WORD, TEAMS_WORD, statuses_in

from contracts.accounts import Accounts
from contracts.chat import Chat
from contracts.contacts import Contacts
from contracts.kinds import Kind
from contracts.push import Push
from contracts.settings import Settings
from contracts.wire import Feed, Open, Refusal
from deploy.topology import PARTS
from kit.callers import Signer, new_private_key

CALLS = [call for contract in (Accounts, Contacts, Settings, Chat, Push) for call in contract.calls().values()]
# The two kinds are two tables in settings, and one everywhere else.
CASES = [
    pytest.param(call, kind, id=f"{call.service}.{call.name} {kind}")
    for call in ASKS
    for kind in (Kind if call.service == "settings" else [Kind.CONTACT])
]


def test_every_call_that_has_a_caller_is_asked_here():
    assert set(ASKS) == {call for call in CALLS if not isinstance(call, Open)}


def test_only_the_ways_in_are_open():
    assert {call.name for call in CALLS if isinstance(call, Open) and not isinstance(call, Feed)} == {
        "open_team",
        "sign_in",
        "identify",
        "accept_invite",
        "accept_reset",
    }


def test_only_parts_of_qero_that_listen_are_fed():
    """In nobody's name: the broker holds them to it, see tests/deploy/test_rights.py."""
    asked = [(source, feeds) for part in PARTS for source, feeds in (*part.listens.items(), *part.feeds.items())]
    fed = {f"{source}.{feed}" for source, feeds in asked for feed in feeds}

    assert fed == {f"{call.service}.{call.name}" for call in CALLS if isinstance(call, Feed)}


@pytest.mark.parametrize("asker", [Asker.ANN, Asker.BEN, Asker.ADA, Asker.XENA], ids=lambda asker: asker.name)
@pytest.mark.parametrize(("call", "kind"), CASES)
def test_each_asker_learns_what_is_theirs(world, call, kind, asker):
    person = world.askers[asker]
    if call is Accounts.sign_out:
        person = world.another_browser(person)
    build, refusals = ASKS[call]
    ask = build(world, kind)
    rows_before = world.rows_that_stay(asker)

    reply = world.ask(person, call, ask)

    said = json.dumps(reply).lower()
    assert (reply["error"] and Refusal.known[reply["error"]["exc_type"]]) == refusals[asker]
    if asker != Asker.ANN:
        assert ANNS_WORD not in said
        assert ANNS_DAY not in said
        assert not statuses_in(json.dumps(reply)) & set(ANNS_STATUS.values())
    if asker == Asker.XENA:
        assert TEAMS_WORD not in said
    assert world.rows_that_stay(asker) == rows_before
    world.wait_for_imports()


@pytest.mark.parametrize("call", ASKS, ids=lambda call: f"{call.service}.{call.name}")
def test_a_caller_whom_the_gateway_did_not_sign_is_nobody(world, call):
    signed = world.signer.sign(world.ann.caller)
    claims = jwt.decode(signed, options={"verify_signature": False})
    header, _, signature = signed.split(".")
    _, xenas_claims, _ = world.signer.sign(world.xena.caller).split(".")
    not_callers = {
        "none": None,
        "not a token": "Ann",
        "signed by another key": Signer(new_private_key()).sign(world.ann.caller),
        "unsigned": jwt.encode(claims, None, algorithm="none"),
        "expired": jwt.encode({**claims, "exp": claims["exp"] - 120}, world.signer.key, algorithm="EdDSA"),
        "another person under the signature": f"{header}.{xenas_claims}.{signature}",
    }

    refusals = {name: world.bus.ask(call, None, token)["error"] for name, token in not_callers.items()}

    assert {name: refusal["exc_type"] for name, refusal in refusals.items()} == dict.fromkeys(
        not_callers, "NotTheCaller"
    )
