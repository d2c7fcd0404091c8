"""The gateway's app without services behind it, for what it decides by itself; and the people of a whole system."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import httpx
import pytest
from starlette.types import ASGIApp
from support.conversations import CONVERSATIONS, at, begun
from support.gateway import ALLOWED_ORIGIN, ORIGIN, client_of
from support.gateways import Gateway
from support.people import Person
from support.streams import Stream

from deploy.local.stack import Stack
from gateway.app import create_app
from gateway.bus import Bus
from gateway.config import GatewayConfig
from kit.callers import new_private_key


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def gateway_config() -> GatewayConfig:
    return GatewayConfig(
        amqp_url="amqp://nobody@nowhere",
        metrics_port=1,
        caller_private_key=new_private_key(),
        public_origin=ORIGIN,
        allowed_origins=ALLOWED_ORIGIN,
        address_requests_at_once=1_000_000,
    )


@pytest.fixture(scope="session")
def app(gateway_config: GatewayConfig) -> ASGIApp:
    """Its bus is never started: whatever needs a service is answered 503."""
    return create_app(gateway_config, Bus(gateway_config))


@pytest.fixture
async def api(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


@pytest.fixture(scope="session")
def ann(stack: Stack) -> Iterator[Person]:
    """The owner of the team in `stack`."""
    with Person(stack, "Ann") as ann:
        ann.found_team()
        yield ann


@pytest.fixture(scope="session")
def ben(ann: Person) -> Iterator[Person]:
    """An admin of Ann's team."""
    with ann.invite("Ben", "admin") as ben:
        yield ben


@pytest.fixture(scope="session")
def cara(ann: Person) -> Iterator[Person]:
    """A member of Ann's team."""
    with ann.invite("Cara", "member") as cara:
        yield cara


@pytest.fixture
def stranger(stack: Stack) -> Iterator[Person]:
    """Somebody who is not signed in."""
    with Person(stack, "Stranger") as stranger:
        yield stranger


@pytest.fixture
def another_gateway(stack: Stack) -> Iterator[Callable[..., Gateway]]:
    """Of the same system, told otherwise."""
    with ExitStack() as gateways:

        def another_gateway(**told: str) -> Gateway:
            return gateways.enter_context(Gateway(stack, **told))

        yield another_gateway


# Conversations in few words: `begin(ann, ben)`, `say(ann, group, "Hello")`.


@pytest.fixture(scope="session")
def everybody(ann: Person, ben: Person, cara: Person) -> Mapping[Person, str]:
    """The team's people and their ids, of whom chat has heard."""
    begun(ann, "group", ben, cara)
    return MappingProxyType({person: person.id for person in (ann, ben, cara)})


@pytest.fixture
def begin(everybody: Mapping[Person, str]) -> Callable[..., dict[str, Any]]:
    """A group; `kind="channel"` and other fields make it something else."""

    def begin(person: Person, *others: Person, **fields: Any) -> dict[str, Any]:
        new = {"kind": "group", "member_ids": [everybody[other] for other in others], **fields}
        conversation: dict[str, Any] = person.post(CONVERSATIONS, json=new).raise_for_status().json()
        return conversation

    return begin


@pytest.fixture
def channel(begin: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """An open one, called by a name that no other has."""
    return lambda person, *others, **fields: begin(person, *others, kind="channel", name=uuid4().hex, **fields)


@pytest.fixture
def say() -> Callable[..., dict[str, Any]]:
    def say(person: Person, conversation: dict[str, Any], text: str = "Hello", **fields: Any) -> dict[str, Any]:
        new = {"id": str(uuid4()), "text": text, **fields}
        said: dict[str, Any] = person.post(at(conversation, "messages"), json=new).raise_for_status().json()
        return said

    return say


@pytest.fixture
def listening() -> Iterator[Callable[[Person], Stream]]:
    """`listening(ben)` is a stream of Ben's."""
    with ExitStack() as streams:

        def listening(person: Person) -> Stream:
            stream = streams.enter_context(Stream.of(person))
            stream.hello()
            return stream

        yield listening
