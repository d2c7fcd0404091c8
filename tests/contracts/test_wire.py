"""What every contract promises, whatever its service."""

import importlib
import json
import os
import pkgutil
from pathlib import Path

import pytest

import contracts
from contracts.wire import FieldError, Refusal, Service

for module in pkgutil.iter_modules(contracts.__path__):
    importlib.import_module(f"contracts.{module.name}")

# Tests that were collected before may have made services of their own.
OURS = [contract for contract in Service.__subclasses__() if contract.__module__.startswith("contracts.")]
CONTRACTS = sorted(OURS, key=lambda contract: contract.name)
CALLS = [call for contract in CONTRACTS for call in contract.calls().values()]
EVENTS = [(contract, event) for contract in CONTRACTS for event in contract.events]
SCHEMAS = Path(__file__).with_name("schemas.json")


def full_name(value):
    return f"{value.service}.{value.name}"


class TestACall:
    @pytest.mark.parametrize("call", CALLS, ids=full_name)
    def test_never_names_who_asks_for_that_travels_signed(self, call):
        assert not {"asker_id", "author_id", "caller", "caller_id", "team_id", "role_of_caller"} & set(
            call.ask.model_fields
        )

    @pytest.mark.parametrize("call", CALLS, ids=full_name)
    def test_has_a_name_that_amqp_can_route(self, call):
        assert call.name.isidentifier()


class TestAnEvent:
    @pytest.mark.parametrize(("contract", "event"), EVENTS, ids=lambda value: getattr(value, "type", ""))
    def test_is_announced_by_one_service(self, contract, event):
        assert [other for other in CONTRACTS if event in other.events] == [contract]


class TestARefusal:
    @pytest.mark.parametrize("refusal", Refusal.known.values(), ids=lambda refusal: refusal.__name__)
    def test_arrives_as_itself(self, refusal):
        said = refusal("No.", errors=[FieldError(field="phones.0", code="phone", detail="No.")], facts={"limit": 500})

        arrived = Refusal.arrived(refusal.__name__, said.args[0])

        assert type(arrived) is refusal
        assert (arrived.detail, arrived.errors, arrived.facts) == (said.detail, said.errors, said.facts)

    def test_has_a_slug_of_its_own(self):
        slugs = [refusal.slug for refusal in Refusal.known.values()]

        assert len(set(slugs)) == len(slugs)

    def test_that_nobody_knows_is_none(self):
        assert Refusal.arrived("SystemExit", "{}") is None


class TestTheWire:
    def test_changes_only_by_a_visible_diff(self):
        """`QERO_REFRESH=1 ./qero test tests/contracts` writes the file anew: then read its diff."""
        schemas = {
            full_name(call): {
                "kind": type(call).__name__,
                "ask": call.ask.model_json_schema(),
                "answer": call.answer.model_json_schema(),
            }
            for call in CALLS
        } | {f"{contract.name}.events.{event.type}": event.model_json_schema() for contract, event in EVENTS}
        if os.environ.get("QERO_REFRESH"):
            SCHEMAS.write_text(json.dumps(schemas, indent=1, sort_keys=True) + "\n")

        assert json.loads(SCHEMAS.read_text()) == schemas
