"""What crosses the bus: answers, refusals, and of everything else an id."""

import json
import time

import jwt
import pytest
from sqlalchemy import text
from support.tally.asker import ANN, refusal_of
from support.tally.contract import Add, Gate, Tally, TallyFull
from support.tally.process import values
from support.waiting import eventually

from contracts.wire import Invalid, KeyReused, Nothing, NotTheCaller, TooLate, Unavailable
from kit.callers import Signer, new_private_key


class TestAnswer:
    def test_a_change_is_made_and_answered(self, resident, asker, engine):
        reply = asker.ask(Tally.add, Add(amount=2))

        assert reply == {"result": {"answer": {"total": 2}, "replayed": False}, "error": None}
        assert values(engine, "select amount from tally.entries") == [2]

    def test_the_same_key_again_gives_the_first_answer_and_says_so(self, resident, asker, engine):
        asker.ask(Tally.add, Add(amount=2), key="same")
        asker.ask(Tally.add, Add(amount=3), key="other")

        again = asker.ask(Tally.add, Add(amount=2), key="same")

        assert again["result"] == {"answer": {"total": 2}, "replayed": True}
        assert values(engine, "select amount from tally.entries order by 1") == [2, 3]

    def test_the_same_key_for_another_ask_is_refused(self, resident, asker, engine):
        asker.ask(Tally.add, Add(amount=2), key="same")

        refusal = refusal_of(asker.ask(Tally.add, Add(amount=3), key="same"))

        assert isinstance(refusal, KeyReused)
        assert values(engine, "select amount from tally.entries") == [2]

    def test_a_change_without_a_key_is_refused(self, resident, asker, engine):
        refusal = refusal_of(asker.ask(Tally.add, Add(amount=2), idempotency_key=None))

        assert isinstance(refusal, Invalid)
        assert values(engine, "select amount from tally.entries") == []

    def test_a_refusal_crosses_whole(self, resident, asker):
        refusal = refusal_of(asker.ask(Tally.refuse, Nothing()))

        assert isinstance(refusal, TallyFull)
        assert refusal.detail == 'At most 3 fit, "4" were counted.'
        assert [error.model_dump() for error in refusal.errors] == [
            {"field": "labels.0", "code": "full", "detail": "för många"}
        ]
        assert refusal.facts == {"limit": 3, "over": None, "nested": {"list": [1, 2.5]}}

    def test_an_ask_that_is_not_valid_names_its_fields(self, resident, asker):
        body = {"args": [{"amount": "many", "labels": ["one", 2]}], "kwargs": {}}
        headers = {"nameko.caller": asker.signer.sign(ANN), "nameko.idempotency_key": "key"}

        refusal = refusal_of(asker.reply(asker.publish("tally.add", json.dumps(body), headers=headers)))

        assert isinstance(refusal, Invalid)
        assert {(error.field, error.code) for error in refusal.errors} == {
            ("amount", "int_parsing"),
            ("labels.1", "string_type"),
        }

    def test_of_a_bug_only_the_request_id_crosses(self, resident, asker):
        reply = asker.ask(Tally.fail, Nothing(), request_id="find-me")

        assert reply["error"] == {
            "exc_type": "InternalError",
            "exc_path": "kit.rpc.InternalError",
            "exc_args": ["find-me"],
            "value": "",
        }

    def test_a_bug_is_logged_with_request_id_and_traceback(self, resident, asker):
        asker.ask(Tally.fail, Nothing(), request_id="log-me")

        [line] = [line for line in resident.log.splitlines() if "log-me" in line]
        logged = json.loads(line)
        assert (logged["level"], logged["call"]) == ("error", "tally.fail")
        assert "RuntimeError: a canary" in logged["exception"]

    def test_more_uncaught_timeouts_than_workers_are_all_answered(self, resident, asker):
        asked = [asker.send(Tally.time_out, Nothing()) for _ in range(12)]

        assert {asker.reply(each)["error"]["exc_type"] for each in asked} == {"InternalError"}
        assert asker.ask(Tally.total, Nothing())["error"] is None

    def test_an_unknown_method_is_answered(self, resident, asker):
        reply = asker.reply(asker.publish("tally.unheard_of", '{"args": [{}], "kwargs": {}}'))

        assert (reply["error"]["exc_type"], reply["error"]["exc_args"]) == ("MethodNotFound", ["unheard_of"])

    @pytest.mark.parametrize("body", ['{"args": [], "kwargs": {}}', '{"args": ["text"], "kwargs": {}}', "{}"])
    def test_a_call_without_an_ask_is_answered(self, resident, asker, body):
        reply = asker.reply(asker.publish("tally.total", body))

        assert reply["error"]["exc_type"] == "MalformedRequest"

    def test_objects_that_look_like_types_of_kombu_are_plain_data(self, resident, asker):
        body = '{"args": [{"amount": {"__type__": "uuid", "__value__": "no uuid"}}], "kwargs": {}}'
        headers = {"nameko.caller": asker.signer.sign(ANN), "nameko.idempotency_key": "key"}

        refusal = refusal_of(asker.reply(asker.publish("tally.add", body, headers=headers)))

        assert [error.field for error in refusal.errors] == ["amount"]


class TestCaller:
    def expired(self, signer):
        claims = jwt.decode(signer.sign(ANN), options={"verify_signature": False})
        return jwt.encode(claims | {"exp": int(time.time()) - 1}, signer.key, algorithm="EdDSA")

    def test_is_refused_when_missing(self, resident, asker):
        assert isinstance(refusal_of(asker.ask(Tally.total, Nothing(), caller=None)), NotTheCaller)

    def test_is_refused_when_another_key_signed(self, resident, asker):
        forged = Signer(new_private_key()).sign(ANN)

        assert isinstance(refusal_of(asker.ask(Tally.total, Nothing(), caller=forged)), NotTheCaller)

    def test_is_refused_when_expired(self, resident, asker):
        expired = self.expired(asker.signer)

        assert isinstance(refusal_of(asker.ask(Tally.total, Nothing(), caller=expired)), NotTheCaller)

    def test_is_refused_when_it_is_no_text(self, resident, asker):
        assert isinstance(refusal_of(asker.ask(Tally.total, Nothing(), caller=[1])), NotTheCaller)

    def test_of_a_change_that_is_refused_nothing_is_kept(self, resident, asker, engine):
        asker.ask(Tally.add, Add(amount=2), caller=None)

        assert values(engine, "select amount from tally.entries") == []

    def test_is_not_needed_for_an_open_call(self, resident, asker):
        assert asker.ask(Tally.greet, Nothing(), caller=None)["error"] is None


class TestDeadline:
    def test_a_call_that_arrives_past_it_is_refused_and_not_run(self, resident, asker):
        runs_before = resident.lines("runs")

        refusal = refusal_of(asker.ask(Tally.wait, Gate(), seconds=-1))

        assert isinstance(refusal, TooLate)
        assert resident.lines("runs") == runs_before

    def test_is_the_calls_own_when_none_came(self, resident, asker):
        assert asker.ask(Tally.total, Nothing(), deadline=None)["error"] is None

    def test_limits_what_the_database_does_for_a_call(self, resident, asker, engine):
        with engine.connect() as holding:
            holding.execute(text("select pg_advisory_lock(4711)"))

            refusal = refusal_of(asker.ask(Tally.nap, Nothing(), seconds=1))

        assert isinstance(refusal, Unavailable)
        assert refusal.facts == {"retry_after": 1}


class TestDatabase:
    WAITING = "select count(*) from pg_locks where locktype = 'advisory' and not granted and objid = 4711"

    def test_waiting_for_it_stops_no_other_call(self, resident, asker, engine):
        with engine.connect() as holding:
            holding.execute(text("select pg_advisory_lock(4711)"))
            asked = [asker.send(Tally.nap, Nothing()) for _ in range(5)]

            eventually(lambda: values(engine, self.WAITING) == [5])
            answered_meanwhile = asker.ask(Tally.greet, Nothing())

        assert answered_meanwhile["error"] is None
        assert [asker.reply(each)["error"] for each in asked] == [None] * 5

    def test_a_lost_connection_is_a_refusal_and_the_next_call_is_answered(self, resident, asker, engine):
        with engine.connect() as holding:
            holding.execute(text("select pg_advisory_lock(4711)"))
            asked = asker.send(Tally.nap, Nothing())
            eventually(lambda: values(engine, self.WAITING) == [1])

            values(
                engine,
                "select pg_terminate_backend(pid) from pg_locks"
                " where locktype = 'advisory' and not granted and objid = 4711",
            )

            refusal = refusal_of(asker.reply(asked))
        assert isinstance(refusal, Unavailable)
        assert asker.ask(Tally.total, Nothing())["error"] is None
