"""The table of rights, against the contracts and against a real RabbitMQ: what is not in it is refused."""

from collections.abc import Iterator
from itertools import product

import amqp
import pytest
from amqp.exceptions import AccessRefused
from support.broker import KIND

from contracts.accounts import Accounts
from contracts.bus import CALLS, EPHEMERAL
from contracts.chat import Chat
from contracts.contacts import Contacts
from contracts.push import Push
from contracts.settings import Settings
from deploy.local.bus import connect
from deploy.local.stack import Stack
from deploy.topology import DEAD_LETTERS, GATEWAY, PARTS, SERVICES, Part

REPLY_KEY = "0b7f9c1e-52a4-4f0e-9d55-3f6f3c1f6a10"
NAMES = [part.name for part in PARTS]


class TestTopology:
    def test_every_contract_has_a_service_and_no_service_is_without_one(self):
        contracts = {Accounts.name, Contacts.name, Settings.name, Chat.name, Push.name}

        assert {service.name for service in SERVICES} == contracts

    def test_only_services_are_called_and_listened_to(self):
        called = {name for part in PARTS for name in [*part.calls, *part.listens, *part.feeds]}

        assert called <= {service.name for service in SERVICES}

    def test_nobody_calls_in_a_circle(self):
        calls = {part.name: set(part.calls) for part in PARTS}
        while free := {name for name, called in calls.items() if not called}:
            calls = {name: called - free for name, called in calls.items() if name not in free}

        assert not calls


def own_queue(part: Part) -> str:
    return f"rpc-{part.name}" if part.answers else f"rpc.reply-{part.name}-{REPLY_KEY}"


def own_event_queue(part: Part, source: str) -> str:
    return f"evt-{source}-journal--{part.name}" if part.answers else f"gw-evt-{REPLY_KEY}"


def refused_cells() -> Iterator[tuple[str, str, str]]:
    """Part, deed and what it is done to: the complement of the table."""
    for part in PARTS:
        others = [f"rpc-{other.name}" for other in SERVICES if other is not part]
        for deed, queue in product(("declare", "read", "delete", "purge"), [*others, DEAD_LETTERS]):
            yield part.name, deed, queue
        yield part.name, "declare", "a-queue-of-nobody"
        for key in ("#", "*.*", *(f"{other.name}.*" for other in SERVICES if other is not part)):
            yield part.name, "listen to", key
        for key in ("nobody.find", *(f"{other.name}.find" for other in SERVICES if other.name not in part.calls)):
            yield part.name, "send", key
        yield from refused_events(part)


def refused_events(part: Part) -> Iterator[tuple[str, str, str]]:
    foreign = [other for other in SERVICES if other is not part]
    for exchange in ("", DEAD_LETTERS, "amq.topic", *(other.events for other in foreign)):
        yield part.name, "publish to", exchange
    for exchange in (DEAD_LETTERS, *(other.events for other in foreign)):
        yield part.name, "declare exchange", exchange
    for other in foreign:
        if other.name not in part.listens:
            yield part.name, "hear", other.name
        for source in other.listens:
            yield part.name, "read", own_event_queue(other, source)
    for source in part.listens:
        if source not in part.calls:
            yield part.name, "send", f"{source}.change"


def do(channel: amqp.Channel, part: Part, deed: str, thing: str) -> None:
    match deed:
        case "declare":
            channel.queue_declare(thing, durable=True, auto_delete=False, arguments=KIND)
        case "read":
            channel.basic_get(thing)
        case "delete":
            channel.queue_delete(thing)
        case "purge":
            channel.queue_purge(thing)
        case "listen to":
            channel.queue_bind(own_queue(part), CALLS, thing)
        case "hear":
            channel.queue_bind(own_queue(part), f"{thing}.events", "#")
        case "send":
            channel.basic_publish_confirm(amqp.Message("{}"), CALLS, thing)
        case "publish to":
            channel.basic_publish_confirm(amqp.Message("{}"), thing, own_queue(part))
        case "declare exchange":
            channel.exchange_declare(thing, "topic", durable=True, auto_delete=False)


class TestOnTheBus:
    @pytest.fixture
    def channel_of(self, stack: Stack):
        """A channel of each part, whose own queue is there."""
        connections = []

        def channel_of(part: Part) -> amqp.Channel:
            connection = connect(stack.bus[part.name])
            connections.append(connection)
            channel = connection.channel()
            channel.confirm_select()
            if not part.answers:
                channel.queue_declare(own_queue(part), exclusive=True)
            return channel

        yield channel_of
        for connection in connections:
            connection.close()

    @pytest.mark.parametrize(("name", "deed", "thing"), [*refused_cells()])
    def test_what_is_not_in_the_table_is_refused(self, channel_of, name, deed, thing):
        part = PARTS[NAMES.index(name)]
        channel = channel_of(part)

        with pytest.raises(AccessRefused):
            do(channel, part, deed, thing)

    @pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
    def test_a_service_answers_whoever_asked(self, channel_of, service):
        channel = channel_of(service)

        do(channel, service, "declare", own_queue(service))
        do(channel, service, "listen to", f"{service.name}.*")
        do(channel, service, "send", REPLY_KEY)

    @pytest.mark.parametrize(("part", "source"), [(part, source) for part in PARTS for source in part.listens], ids=str)
    def test_who_listens_hears_and_asks_for_what_it_missed(self, channel_of, part, source):
        channel = channel_of(part)
        queue = own_event_queue(part, source)

        if part.answers:
            arguments = {"x-single-active-consumer": True, **KIND}
            channel.queue_declare(queue, durable=True, auto_delete=False, arguments=arguments)
        else:
            channel.queue_declare(queue, exclusive=True)
        channel.queue_bind(queue, f"{source}.events", "#")
        for feed in part.listens[source]:
            do(channel, part, "send", f"{source}.{feed}")

    @pytest.mark.parametrize("part", [part for part in PARTS if part.feeds or part.ephemeral], ids=str)
    def test_who_asks_without_listening_asks_and_hears_what_nobody_keeps(self, channel_of, part):
        channel = channel_of(part)

        for source, feeds in part.feeds.items():
            for feed in feeds:
                do(channel, part, "send", f"{source}.{feed}")
        for key in part.ephemeral:
            queue = f"{part.name}-{key}-{REPLY_KEY}"
            channel.queue_declare(queue, exclusive=True)
            channel.queue_bind(queue, EPHEMERAL, key)

    def test_the_gateway_asks_every_service_and_hears_the_answers(self, channel_of):
        channel = channel_of(GATEWAY)

        do(channel, GATEWAY, "listen to", REPLY_KEY)
        for service in SERVICES:
            do(channel, GATEWAY, "send", f"{service.name}.no_such_call")
