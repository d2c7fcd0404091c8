"""Events on their way from RabbitMQ into the lanes. The services' journals are the tests' own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from support.broker import Node
from support.journal import Source
from support.waiting import becomes, eventually

from contracts.accounts import Accounts
from contracts.contacts import Contacts
from contracts.journal import EventsSince
from gateway import connection as connection_module
from gateway.bus import Bus
from gateway.config import GatewayConfig
from gateway.live.intake import lanes_over
from gateway.live.lanes import Lanes
from kit.callers import new_private_key

pytestmark = pytest.mark.anyio

LARGE = "x" * 20_000
MORE_THAN_SOCKETS_HOLD = 1_000
"""Of large ones: what neither the kernel nor the broker's own writers take off the queue."""


class Heard:
    def __init__(self, bus: Bus, lanes: Lanes) -> None:
        self.bus = bus
        self.lanes = lanes
        self.positions: list[int] = []
        self.resets: list[tuple[str, str]] = []
        self.ephemerals: list[dict] = []
        lanes.on_entry = lambda _service, entry: self.positions.append(entry.position)
        lanes.on_reset = lambda service, reason: self.resets.append((service, reason))
        lanes.on_ephemeral = self.ephemerals.append

    @property
    def queue(self) -> str:
        return f"gw-evt-{self.bus.connection.reply_key}" if self.bus.connection else ""

    async def has(self, *positions: int) -> None:
        await becomes(lambda: len(self.positions) >= len(positions) and self.lanes.live)
        assert self.positions == list(positions)
        assert self.resets == []


@pytest.fixture
def accounts(node: Node) -> Iterator[Source]:
    source = Source(node, Accounts.name, count=0)
    source.responder.start()
    yield source
    source.responder.stop()


@pytest.fixture
def contacts(node: Node) -> Iterator[Source]:
    """Three events are in its journal."""
    source = Source(node, Contacts.name, count=3)
    source.responder.start()
    yield source
    source.responder.stop()


@pytest.fixture
def bus(node: Node) -> Bus:
    return Bus(
        GatewayConfig(
            amqp_url=node.url,
            metrics_port=1,
            caller_private_key=new_private_key(),
            public_origin="http://127.0.0.1:8000",
        )
    )


@asynccontextmanager
async def taking_in(bus: Bus) -> AsyncIterator[Lanes]:
    lanes = lanes_over(bus, (Accounts, Contacts))
    lanes.start()
    await bus.start()
    try:
        yield lanes
    finally:
        await bus.stop(0)
        await lanes.stop()


@pytest.fixture
async def heard(bus, accounts, contacts) -> AsyncIterator[Heard]:
    async with taking_in(bus) as lanes:
        await becomes(lambda: bus.ready and lanes.live)
        yield Heard(bus, lanes)


async def becomes_one_consumer(node: Node, heard: Heard) -> None:
    """By the broker's own count, told every few seconds: a client that thinks it consumes proves nothing."""
    await asyncio.to_thread(eventually, lambda: (node.queue(heard.queue) or {}).get("consumers") == 1)


async def cut(node: Node, bus: Bus) -> None:
    """The broker lists a connection only a moment after it was made, and cuts those it lists."""
    connection = bus.connection
    while not connection.lost.done():
        await asyncio.to_thread(node.close_connections)


def restart(source: Source) -> None:
    source.responder.stop()
    source.responder.start()


class TestQueue:
    async def test_is_one_for_all_services_and_goes_with_the_gateway(self, node, heard):
        queue = heard.queue
        await becomes_one_consumer(node, heard)
        described = node.queue(queue)
        bindings = node.management(f"queues/{node.vhost}/{queue}/bindings")

        assert (described["durable"], described["exclusive"], described["auto_delete"]) == (False, True, True)
        # RabbitMQ 4 also says its kind, which an exclusive queue has no choice of.
        arguments = {name: value for name, value in described["arguments"].items() if name != "x-queue-type"}
        assert arguments == {"x-max-length": 10_000, "x-overflow": "drop-head"}
        assert {(each["source"], each["routing_key"]) for each in bindings if each["source"]} == {
            ("accounts.events", "#"),
            ("contacts.events", "#"),
            ("ephemeral", "#"),
        }

        await heard.bus.stop(0)

        await asyncio.to_thread(eventually, lambda: node.queue(queue) is None)

    async def test_hears_what_a_service_publishes(self, heard, contacts):
        contacts.publish(*contacts.journal.add(3))

        await heard.has(4, 5, 6)
        assert str(heard.lanes.cursor()) == "7f3a;accounts:0,contacts:6"

    async def test_finds_the_loss_of_the_last_message_by_the_notice_of_the_head(self, heard, contacts):
        contacts.journal.add(1)

        contacts.notice()

        await heard.has(4)

    async def test_that_overflows_loses_nothing(self, bus, accounts, contacts, monkeypatch):
        monkeypatch.setattr(connection_module, "LONGEST_EVENT_QUEUE", 5)
        async with taking_in(bus) as lanes:
            await becomes(lambda: bus.ready and lanes.live)
            heard = Heard(bus, lanes)
            first = contacts.journal.head.head + 1
            contacts.journal.add(MORE_THAN_SOCKETS_HOLD)
            for number, entry in enumerate(contacts.journal.entries):
                contacts.journal.entries[number] = entry.model_copy(update={"data": {"text": LARGE}})
            asked_before = len(contacts.responder.asked)

            bus.connection.loop.remove_reader(bus.connection.number)
            await asyncio.to_thread(contacts.publish, *contacts.journal.entries[first - 1 :])
            bus.connection.loop.add_reader(bus.connection.number, bus.connection.read)

            await heard.has(*range(first, first + MORE_THAN_SOCKETS_HOLD))
            assert len(contacts.responder.asked) > asked_before


class TestReady:
    async def test_waits_until_every_service_was_heard_of(self, bus, accounts, contacts):
        contacts.responder.stop()
        async with taking_in(bus) as lanes:
            await becomes(lambda: bus.is_usable and lanes.heads())
            assert not bus.ready

            contacts.responder.start()

            await becomes(lambda: bus.ready)
            assert lanes.ready

    async def test_stays_when_a_service_goes_away(self, heard, contacts):
        contacts.responder.stop()
        contacts.publish(*contacts.journal.add(2)[1:])
        await becomes(lambda: not heard.lanes.live)

        assert heard.bus.ready

        contacts.responder.start()
        await heard.has(4, 5)

    async def test_of_a_bus_without_an_exchange_says_which_and_comes_once_it_is_there(
        self, node, bus, accounts, contacts, capsys
    ):
        with node.connect() as broker:
            broker.channel().exchange_delete("contacts.events")
        async with taking_in(bus):
            await becomes(lambda: "RabbitMQ has no exchange contacts.events" in capsys.readouterr().out)
            assert not bus.is_usable

            with node.connect() as broker:
                broker.channel().exchange_declare("contacts.events", "topic", durable=True, auto_delete=False)

            await becomes(lambda: bus.ready)


@pytest.mark.faults
class TestLostConnection:
    async def test_is_made_anew_and_what_happened_meanwhile_is_read(self, node, heard, accounts, contacts):
        contacts.publish(*contacts.journal.add(1))
        await heard.has(4)
        before = heard.queue

        await cut(node, heard.bus)
        assert not heard.lanes.live
        contacts.journal.add(2)
        restart(accounts)
        restart(contacts)

        await heard.has(4, 5, 6)
        assert heard.queue != before
        await becomes_one_consumer(node, heard)
        contacts.publish(*contacts.journal.add(1))
        await heard.has(4, 5, 6, 7)

    async def test_a_deleted_queue_is_a_lost_connection(self, node, heard, contacts):
        before = heard.queue

        node.control("delete_queue", "-p", node.vhost, before)

        await becomes(lambda: heard.queue not in ("", before))
        await becomes_one_consumer(node, heard)
        contacts.publish(*contacts.journal.add(1))
        await heard.has(4)


@pytest.mark.faults
class TestBrokerAway:
    async def test_nothing_is_lost_and_the_broker_counts_one_consumer_again(self, node, heard, accounts, contacts):
        accounts.responder.stop()
        contacts.responder.stop()
        fault = node.away()
        await asyncio.to_thread(fault.__enter__)
        await becomes(lambda: heard.bus.connection is None)
        assert not heard.lanes.live
        contacts.journal.add(2)
        heard.bus.publish_ephemeral("typing", {"person": "ann"})
        await asyncio.to_thread(fault.__exit__, None, None, None)
        accounts.responder.start()
        contacts.responder.start()

        await heard.has(4, 5)
        await becomes_one_consumer(node, heard)
        contacts.publish(*contacts.journal.add(1))
        await heard.has(4, 5, 6)
        assert heard.ephemerals == []


class TestEphemeral:
    async def test_goes_to_every_gateway_and_waits_for_no_confirm(self, heard, accounts, contacts, node):
        heard.bus.publish_ephemeral("typing", {"person": "Åsa"})

        await becomes(lambda: heard.ephemerals)

        assert heard.ephemerals == [{"type": "typing", "person": "Åsa"}]
        await becomes(lambda: not heard.bus.connection.unconfirmed)

    async def test_between_calls_leaves_their_confirms_right(self, heard, contacts):
        for number in range(20):
            heard.bus.publish_ephemeral("typing", {"number": number})
            await heard.lanes.lanes["contacts"].ask_feed(EventsSince(position=0, limit=0))

        await becomes(lambda: len(heard.ephemerals) == 20)
        await becomes(lambda: not heard.bus.connection.unconfirmed)
        assert not heard.bus.connection.lost.done()
