"""What becomes of calls when the services or RabbitMQ do not play along."""

import asyncio
import math
import os
import signal
import time
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr
from support.ports import free_ports
from support.responder import Echo, Words, result, silence
from support.waiting import LONGEST_WAIT_SECONDS, becomes

from contracts.wire import Nothing, Query, Service
from gateway.bus import Bus, BusUnavailable, OutcomeUnknown
from gateway.calling import Calling

pytestmark = pytest.mark.anyio


class Nobody(Service):
    name = "nobody"

    say = Query(Nothing, Nothing, seconds=20)


async def held(echo, responder, count=1):
    """Calls that the service has and does not answer yet."""
    responder.answer = silence
    before = len(responder.asked)
    tasks = [asyncio.create_task(echo.say(Words(words="held"))) for _ in range(count)]
    await asyncio.to_thread(responder.was_asked, before + count)
    return tasks


async def cut(node, bus):
    """The broker lists a connection only a moment after it was made, and cuts those it lists."""
    connection = bus.connection
    while not connection.lost.done():
        await asyncio.to_thread(node.close_connections)


async def outcome(calling):
    asked = Echo(calling(until=time.monotonic() + 0.3).send).say(Words(words="a"))
    [given] = await asyncio.gather(asked, return_exceptions=True)
    return type(given)


@asynccontextmanager
async def aside(fault):
    """The commands that make and mend it take seconds: the loop goes on meanwhile."""
    await asyncio.to_thread(fault.__enter__)
    try:
        yield
    finally:
        await asyncio.to_thread(fault.__exit__, None, None, None)


def no_ping_finds_out_first(connection):
    connection.beat = lambda: None
    connection.heard_at = math.inf


async def say_until_refused(echo):
    """An alarm goes off a moment after it was set."""
    while True:
        await echo.say(Words(words="a"))


def release(responder):
    for message in responder.asked:
        responder.reply_later(message, result({"words": "released"}))


class TestUnknownService:
    async def test_is_not_available_at_once_and_nothing_waits(self, bus, calling):
        with pytest.raises(BusUnavailable) as caught:
            await Nobody(calling(until=time.monotonic() + 3600).send).say(Nothing())

        assert caught.value.retry_after >= 1
        assert bus.pending == {}


class TestTooManyCalls:
    async def test_to_one_service_are_refused_while_others_are_answered(self, calling, responder, echo):
        tasks = await held(echo, responder, count=4)

        with pytest.raises(BusUnavailable, match="Too much"):
            await echo.say(Words(words="one too many"))
        with pytest.raises(BusUnavailable, match="not running"):
            await Nobody(calling().send).say(Nothing())

        release(responder)
        assert await asyncio.gather(*tasks) == [Words(words="released")] * 4

    async def test_that_have_ended_count_no_more(self, responder, echo):
        for _ in range(2):
            tasks = await held(echo, responder, count=4)
            release(responder)
            await asyncio.gather(*tasks)

    async def test_to_a_queue_that_is_full_are_refused_at_once(self, node, responder, calling):
        responder.stop()
        full = '{"max-length":0,"overflow":"reject-publish"}'
        await asyncio.to_thread(
            node.control, "set_policy", "-p", node.vhost, "--priority", "20", "full", "^rpc-echo$", full
        )
        try:
            # Until the policy holds, they find an empty queue and nobody who answers.
            async with asyncio.timeout(LONGEST_WAIT_SECONDS):
                while (given := await outcome(calling)) is OutcomeUnknown:
                    pass
        finally:
            node.control("clear_policy", "-p", node.vhost, "full")
        assert given is BusUnavailable


@pytest.mark.faults
class TestLostConnection:
    async def test_ends_calls_under_way_with_their_outcome_unknown(self, node, bus, responder, echo):
        tasks = await held(echo, responder, count=2)

        await cut(node, bus)

        for task in tasks:
            with pytest.raises(OutcomeUnknown, match="was lost"):
                await task
        assert bus.pending == {}

    async def test_is_made_anew_by_itself(self, node, bus):
        await cut(node, bus)

        await becomes(lambda: bus.ready)

    async def test_a_deleted_reply_queue_is_a_lost_connection(self, node, bus, responder, echo):
        tasks = await held(echo, responder)
        reply_key = bus.connection.reply_key

        node.control("delete_queue", "-p", node.vhost, f"rpc.reply-gateway-{reply_key}")

        with pytest.raises(OutcomeUnknown, match="was lost"):
            await tasks[0]
        await becomes(lambda: bus.ready)


@pytest.mark.faults
class TestBrokerAway:
    async def test_calls_are_refused_at_once_and_answered_again_when_it_is_back(self, node, bus, responder, echo):
        responder.stop()
        async with aside(node.away()):
            await becomes(lambda: not bus.ready)
            with pytest.raises(BusUnavailable) as caught:
                await echo.say(Words(words="a"))
            assert caught.value.retry_after >= 1
        responder.start()
        await becomes(lambda: bus.ready)

        assert await echo.say(Words(words="a")) == Words(words="a")
        assert bus.pending == {}

    async def test_a_bus_that_begins_without_it_says_so_and_can_be_stopped(self, config):
        [nothing_there] = free_ports(1)
        bus = Bus(config.model_copy(update={"amqp_url": SecretStr(f"amqp://a:b@127.0.0.1:{nothing_there}/c")}))
        await bus.start()

        with pytest.raises(BusUnavailable):
            await Echo(Calling(bus, None, "the-request").send).say(Words(words="a"))
        assert not bus.ready
        await bus.stop(0)


@pytest.mark.faults
class TestDiskAlarm:
    async def test_calls_are_refused_while_it_lasts_and_answered_after_it(self, node, bus, echo):
        async with aside(node.out_of_disk()):
            await becomes(lambda: not bus.ready)
            with pytest.raises(BusUnavailable):
                await echo.say(Words(words="a"))
            connection = bus.connection
        await becomes(lambda: bus.ready)

        assert await echo.say(Words(words="a")) == Words(words="a")
        assert bus.connection is connection

    async def test_calls_the_broker_has_not_read_end_at_once(self, node, bus, echo):
        no_ping_finds_out_first(bus.connection)
        async with aside(node.out_of_disk()):
            with pytest.raises(OutcomeUnknown, match="cannot be reached"):
                await say_until_refused(echo)

            assert bus.connection.blocked
            assert bus.pending == {}


@pytest.mark.faults
class TestFrozenBroker:
    async def test_is_noticed_and_calls_are_answered_when_it_thaws(self, node, bus, echo):
        os.killpg(node.process_group, signal.SIGSTOP)
        try:
            await becomes(lambda: not bus.ready)
            with pytest.raises(BusUnavailable):
                await echo.say(Words(words="a"))
        finally:
            os.killpg(node.process_group, signal.SIGCONT)
        await becomes(lambda: bus.ready)

        assert await echo.say(Words(words="a")) == Words(words="a")


class TestStop:
    async def test_waits_for_calls_under_way(self, bus, responder, echo):
        [task] = await held(echo, responder)

        stopping = asyncio.create_task(bus.stop(20))
        await becomes(lambda: not bus.ready)
        release(responder)
        await stopping

        assert await task == Words(words="released")

    async def test_takes_no_new_calls(self, bus, responder, echo):
        [task] = await held(echo, responder)
        stopping = asyncio.create_task(bus.stop(20))
        await becomes(lambda: not bus.ready)

        with pytest.raises(BusUnavailable):
            await echo.say(Words(words="a"))

        release(responder)
        await asyncio.gather(stopping, task)

    async def test_ends_what_goes_on_beyond_the_grace_time(self, bus, responder, echo):
        [task] = await held(echo, responder)

        await bus.stop(0.1)

        with pytest.raises(OutcomeUnknown):
            await task
        assert bus.pending == {}

    async def test_leaves_no_queue_behind(self, node, bus):
        name = f"rpc.reply-gateway-{bus.connection.reply_key}"

        await bus.stop(0)

        await becomes(lambda: node.queue(name) is None)

    async def test_while_draining_calls_are_made_yet_no_more_requests_are_wanted(self, bus, echo):
        bus.drain()

        assert not bus.ready
        assert await echo.say(Words(words="a")) == Words(words="a")
