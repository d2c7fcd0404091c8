"""The parts of answering that need no bus."""

import json
import uuid

import pytest

from contracts.settings import ChangeSettings
from contracts.wire import Invalid, Nothing, Query, Service
from kit.rpc import answer, parsed, unanswered


class Lamp(Service):
    name = "lamp"

    light = Query(Nothing, Nothing)
    dim = Query(Nothing, Nothing)


class TestUnanswered:
    def test_names_the_calls_without_a_method(self):
        class LampService:
            @answer(Lamp.light)
            def light(self, ask: Nothing) -> Nothing:
                return ask

            def dim(self, ask: Nothing) -> Nothing:
                return ask

        assert unanswered(Lamp, LampService) == {"dim"}


class TestAnswer:
    def test_refuses_a_method_by_another_name(self):
        def shine(_self: object, ask: Nothing) -> Nothing:
            return ask

        with pytest.raises(TypeError, match="name it light"):
            answer(Lamp.light)(shine)


class TestParsed:
    def test_leaves_the_members_of_a_union_out_of_a_path(self):
        ask = {"kind": "contact", "contact_id": str(uuid.uuid4()), "changes": {"status": "lukewarm"}}

        with pytest.raises(Invalid) as refused:
            parsed(ChangeSettings, ask)

        assert {error.field for error in refused.value.errors} == {"changes.status"}

    def test_names_a_missing_field(self):
        with pytest.raises(Invalid) as refused:
            parsed(ChangeSettings, {"kind": "contact", "changes": {}})

        assert [(error.field, error.code) for error in refused.value.errors] == [("contact_id", "missing")]

    @pytest.mark.parametrize(
        ("ask", "fields"),
        [
            ({"note": "a\ud83d"}, ["note"]),
            ({"several": ["a", {"note": "\udc00", "other": "\ude00\ud83d"}]}, ["several.1.note", "several.1.other"]),
            ({"changes": {"\ud800": 1, "note": "a"}}, ["changes"]),
        ],
    )
    def test_names_what_holds_a_half_of_a_character(self, ask, fields):
        with pytest.raises(Invalid) as refused:
            parsed(Nothing, json.loads(json.dumps(ask)))

        assert [error.field for error in refused.value.errors] == fields
