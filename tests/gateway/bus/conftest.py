"""A broker that may be broken, a service that answers what a test wants, and the gateway's bus between them."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from support.broker import Node
from support.responder import Echo, Responder
from support.waiting import becomes

from gateway.bus import Bus
from gateway.calling import Calling
from gateway.config import GatewayConfig
from kit.callers import new_private_key


@pytest.fixture
def responder(node: Node) -> Iterator[Responder]:
    responder = Responder(node)
    responder.start()
    yield responder
    responder.stop()


@pytest.fixture
def config(node: Node) -> GatewayConfig:
    return GatewayConfig(
        amqp_url=node.url,
        metrics_port=1,
        caller_private_key=new_private_key(),
        public_origin="http://127.0.0.1:8000",
        max_calls=6,
        max_calls_per_service=4,
    )


@pytest.fixture
async def bus(config: GatewayConfig) -> AsyncIterator[Bus]:
    bus = Bus(config)
    await bus.start()
    await becomes(lambda: bus.ready)
    yield bus
    await bus.stop(0)


@pytest.fixture
def calling(bus: Bus) -> Callable[..., Calling]:
    """One HTTP request's way onto the bus."""

    def make(**known: Any) -> Calling:
        return Calling(bus, **({"caller_token": "signed", "request_id": "the-request"} | known))

    return make


@pytest.fixture
def echo(calling: Callable[..., Calling], responder: Responder) -> Echo:
    return Echo(calling().send)
