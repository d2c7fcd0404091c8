"""Messages that nobody can be answered for: kept where people find them, and none of them ends the service."""

import pickle

import pytest
from support.tally.contract import Tally
from support.waiting import eventually

from contracts.wire import Nothing

FINE = '{"args": [{}], "kwargs": {}}'


class TestParked:
    @pytest.mark.parametrize(
        ("body", "properties"),
        [
            pytest.param("{nope", {}, id="undecodable"),
            pytest.param("[" * 100_000, {}, id="nested too deep"),
            pytest.param(b"\xff\xfe", {"content_encoding": "utf-8"}, id="not utf-8"),
            pytest.param(pickle.dumps({}), {"content_type": "application/x-python-serialize"}, id="pickle"),
            pytest.param(FINE, {"content_type": None}, id="no content type"),
            pytest.param(FINE, {"reply_to": None}, id="no reply_to"),
            pytest.param("[1]", {}, id="no object"),
            pytest.param(FINE, {"headers": {"nameko.call_id_stack": "text"}}, id="call_id_stack is no list"),
        ],
    )
    def test_a_message_that_cannot_be_answered_is_parked_and_the_service_lives(self, resident, asker, body, properties):
        parked_before = resident.count("qero_parked_total")

        sent = asker.publish("tally.total", body, **properties)

        parked = eventually(lambda: asker.dead_letter(sent))
        assert parked.body == body
        assert resident.count("qero_parked_total") == parked_before + 1
        assert asker.ask(Tally.total, Nothing())["error"] is None

    def test_the_log_tells_its_size_and_not_its_body(self, resident, asker):
        sent = asker.publish("tally.total", "{a secret")

        eventually(lambda: asker.dead_letter(sent))
        assert '"size": 9' in resident.log
        assert "a secret" not in resident.log
