"""What a call carries, and what becomes of its answer."""

import asyncio
import json
import time

import pytest
from support.responder import Echo, EchoTired, Words, error, refusal, result, silence

from contracts.wire import FieldError, NotTheCaller, TooLate
from gateway.bus import BusUnavailable, OutcomeUnknown
from gateway.calling import ServiceFailed

pytestmark = pytest.mark.anyio


class TestSend:
    async def test_gives_the_answer_of_the_service(self, echo):
        assert await echo.say(Words(words="hallå")) == Words(words="hallå")

    async def test_sends_only_the_fields_that_were_named(self, responder, echo):
        await echo.say(Words(words="hallå"))
        await echo.say(Words(words="hallå", aside=None))

        assert [json.loads(message.body) for message in responder.asked] == [
            {"args": [{"words": "hallå"}], "kwargs": {}},
            {"args": [{"words": "hallå", "aside": None}], "kwargs": {}},
        ]

    async def test_says_who_asks_in_which_request(self, responder, calling):
        await Echo(calling(traceparent="00-1-2-03").send).say(Words(words="a"))

        headers = responder.headers
        assert headers.pop("nameko.deadline") > time.time() * 1000
        assert headers == {
            "nameko.caller": "signed",
            "nameko.request_id": "the-request",
            "nameko.traceparent": "00-1-2-03",
        }

    async def test_leaves_out_what_is_not_known(self, responder, calling):
        await Echo(calling(caller_token=None).send).call_back(Words(words="a"))

        assert responder.headers.keys() == {"nameko.deadline", "nameko.request_id"}

    async def test_the_deadline_is_in_the_properties_and_the_headers_and_never_beyond_the_request(
        self, responder, calling
    ):
        await Echo(calling(until=time.monotonic() + 7).send).say(Words(words="a"))

        assert 6_000 < int(responder.asked[-1].properties["expiration"]) <= 7_000
        assert 0 < responder.headers["nameko.deadline"] - time.time() * 1000 <= 7_000

    async def test_a_request_whose_time_is_over_asks_nothing_more(self, responder, calling):
        with pytest.raises(BusUnavailable):
            await Echo(calling(until=time.monotonic()).send).say(Words(words="a"))

        assert responder.asked == []

    async def test_a_refusal_arrives_as_itself(self, responder, echo):
        told = EchoTired(
            'After 3 "words".',
            errors=[FieldError(field="words", code="tired", detail="för många")],
            facts={"limit": 3, "nested": {"list": [1, 2.5, None]}},
        )
        responder.answer = lambda _message: [refusal(told)]

        with pytest.raises(EchoTired) as caught:
            await echo.say(Words(words="a"))

        assert (caught.value.detail, caught.value.errors, caught.value.facts) == (told.detail, told.errors, told.facts)

    async def test_what_came_too_late_to_be_done_is_not_available(self, responder, echo):
        responder.answer = lambda _message: [refusal(TooLate("The deadline had passed."))]

        with pytest.raises(BusUnavailable):
            await echo.say(Words(words="a"))

    @pytest.mark.parametrize(
        "body",
        [
            error("InternalError", "canary"),
            error("MethodNotFound", "canary"),
            error("Silent"),
            refusal(NotTheCaller("canary")),
            result({"canary": 1}),
            '{"result": null, "error": null}',
            "[]",
            "",
        ],
    )
    async def test_what_only_a_bug_answers_is_told_by_the_request_id_alone(self, responder, echo, body):
        responder.answer = lambda _message: [body]

        with pytest.raises(ServiceFailed) as caught:
            await echo.say(Words(words="a"))

        assert str(caught.value) == "the-request"


class TestIdempotencyKey:
    async def test_a_query_carries_none(self, responder, calling):
        await Echo(calling(idempotency_key="k").send).say(Words(words="a"))

        assert "nameko.idempotency_key" not in responder.headers

    async def test_each_change_of_a_repeated_request_carries_the_same_as_before(self, responder, calling):
        keys = []
        for _ in range(2):
            stub = Echo(calling(idempotency_key="k").send)
            for words in ("first", "second"):
                await stub.keep(Words(words=words))
                keys.append(responder.headers["nameko.idempotency_key"])

        assert keys == ["k:echo.keep:0", "k:echo.keep:1"] * 2

    async def test_requests_without_one_get_one_each(self, responder, calling):
        keys = set()
        for _ in range(2):
            await Echo(calling().send).keep(Words(words="a"))
            keys.add(responder.headers["nameko.idempotency_key"])

        assert len(keys) == 2

    async def test_tells_that_a_change_was_answered_from_an_earlier_run(self, responder, calling):
        ours = calling(idempotency_key="k")
        stub = Echo(ours.send)

        await stub.keep(Words(words="a"))
        assert not ours.replayed

        responder.answer = lambda _message: [result({"words": "a"}, replayed=True)]
        await stub.keep(Words(words="a"))
        responder.answer = lambda _message: [result({"words": "a"})]
        await stub.keep(Words(words="a"))

        assert ours.replayed


class TestDeadline:
    async def test_a_call_without_an_answer_ends_with_its_outcome_unknown(self, responder, calling, bus):
        responder.answer = silence

        with pytest.raises(OutcomeUnknown) as caught:
            await Echo(calling(until=time.monotonic() + 0.3).send).say(Words(words="a"))

        assert caught.value.retry_after >= 1
        assert bus.pending == {}

    async def test_its_answer_may_come_later_and_costs_nothing(self, responder, calling, echo):
        responder.answer = silence
        with pytest.raises(OutcomeUnknown):
            await Echo(calling(until=time.monotonic() + 0.3).send).say(Words(words="late"))
        [late] = responder.was_asked(1)

        responder.reply_later(late, result({"words": "late"}))
        responder.answer = lambda _message: [result({"words": "in time"})]

        assert await echo.say(Words(words="a")) == Words(words="in time")


class TestRepliesThatFit:
    async def test_many_calls_under_way_each_get_their_own_answer(self, responder, calling, bus):
        responder.answer = silence
        asked = [asyncio.create_task(Echo(calling().send).say(Words(words=str(number)))) for number in range(4)]
        held = await asyncio.to_thread(responder.was_asked, 4)
        for message in reversed(held):
            responder.reply_later(message, result(json.loads(message.body)["args"][0]))

        assert [answer.words for answer in await asyncio.gather(*asked)] == ["0", "1", "2", "3"]
        assert bus.pending == {}

    async def test_a_second_reply_to_the_same_call_is_dropped(self, responder, echo):
        responder.answer = lambda _message: [result({"words": "first"}), result({"words": "second"})]

        assert await echo.say(Words(words="a")) == Words(words="first")
        assert await echo.say(Words(words="a")) == Words(words="first")

    async def test_a_reply_that_cannot_be_read_costs_its_own_call_alone(self, responder, calling, bus, echo):
        connection = bus.connection
        responder.answer = silence
        good = asyncio.create_task(echo.say(Words(words="a")))
        [held] = await asyncio.to_thread(responder.was_asked, 1)
        responder.answer = lambda _message: ["{nope"]

        with pytest.raises(ServiceFailed):
            await Echo(calling().send).say(Words(words="b"))
        responder.reply_later(held, result({"words": "a"}))

        assert await good == Words(words="a")
        assert bus.connection is connection

    async def test_a_reply_larger_than_many_frames_arrives_whole(self, responder, echo):
        responder.answer = lambda _message: [result({"words": "ö" * 2_000_000})]

        assert len((await echo.say(Words(words="a"))).words) == 2_000_000

    async def test_an_ask_larger_than_many_frames_arrives_whole(self, echo):
        assert len((await echo.say(Words(words="ö" * 2_000_000))).words) == 2_000_000
