"""Both ends of the bus as they are: a service of kit's, asked by the gateway's own client."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from support.tally.asker import ANN
from support.tally.contract import Add, Gate, Tally, TallyFull
from support.tally.process import PRIVATE_KEY, values
from support.waiting import becomes

from contracts.wire import Nothing
from gateway.bus import Bus, OutcomeUnknown
from gateway.calling import Calling, ServiceFailed
from gateway.config import GatewayConfig
from kit.callers import Signer

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def bus(node) -> AsyncIterator[Bus]:
    bus = Bus(
        GatewayConfig(
            amqp_url=node.url, metrics_port=1, caller_private_key=PRIVATE_KEY, public_origin="http://127.0.0.1:8000"
        )
    )
    await bus.start()
    await becomes(lambda: bus.ready)
    yield bus
    await bus.stop(0)


@pytest.fixture
def calling(bus):
    """A request of Ann's; the same key makes it the same request."""

    def make(key=None):
        return Calling(bus, Signer(PRIVATE_KEY).sign(ANN), "the-request", idempotency_key=key or str(uuid4()))

    return make


class TestAskedByGateway:
    async def test_a_change_is_made_once_for_a_request_that_is_repeated(self, resident, calling, engine):
        first, again = calling("same"), calling("same")

        assert await Tally(first.send).add(Add(amount=2)) == await Tally(again.send).add(Add(amount=2))
        assert (first.replayed, again.replayed) == (False, True)
        assert values(engine, "select amount from tally.entries") == [2]

    async def test_each_change_of_one_request_is_made(self, resident, calling, engine):
        tally = Tally(calling().send)

        await tally.add(Add(amount=2))
        await tally.add(Add(amount=3))

        assert values(engine, "select amount from tally.entries order by amount") == [2, 3]

    async def test_a_change_whose_answer_was_lost_is_made_once_when_the_client_asks_again(
        self, node, bus, resident, calling, engine
    ):
        asked = asyncio.create_task(Tally(calling("same").send).add(Add(amount=2, gate="lost")))
        await becomes(lambda: "add 2" in resident.lines("runs")[-1:])
        lost = bus.connection
        while not lost.lost.done():
            # The broker lists a connection only a moment after it was made, and cuts those it lists.
            await asyncio.to_thread(node.close_connections)
        with pytest.raises(OutcomeUnknown):
            await asked
        resident.open("lost")
        await becomes(lambda: bus.ready)

        await Tally(calling("same").send).add(Add(amount=2, gate="lost"))

        assert values(engine, "select amount from tally.entries") == [2]

    async def test_a_refusal_arrives_whole(self, resident, calling):
        with pytest.raises(TallyFull) as caught:
            await Tally(calling().send).refuse(Nothing())

        assert caught.value.facts == {"limit": 3, "over": None, "nested": {"list": [1, 2.5]}}

    async def test_a_bug_is_told_by_the_request_id_alone(self, resident, calling):
        with pytest.raises(ServiceFailed, match=r"^the-request$"):
            await Tally(calling().send).fail(Nothing())

    async def test_the_service_believes_who_asks(self, resident, calling):
        resident.open("open")

        await Tally(calling().send).wait(Gate(gate="open"))

        assert resident.lines("runs")[-1] == f"wait for {ANN.role}"
