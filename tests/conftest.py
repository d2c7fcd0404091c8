"""Whole systems for tests: one that everybody shares, and one with servers of its own to take down."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from support.broker import Node
from support.browser_push_server import BrowserPushServer
from support.gateway import ALLOWED_ORIGIN
from support.push_server import PushServer

from deploy.local.home import Home
from deploy.local.servers import Servers
from deploy.local.stack import Stack
from services.push.domain.endpoints import KNOWN


def told(name: str) -> str:
    value = os.environ.get(name)
    if value is None:
        pytest.fail(f"{name} is not set: ./qero test starts the servers and sets it", pytrace=False)
    return value


HOWEVER_LONG = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("suite", derandomize=True, **HOWEVER_LONG)
settings.register_profile("search", max_examples=1000, print_blob=True, **HOWEVER_LONG)
settings.load_profile("suite")

# One that shows what every variable holds takes seconds to draw, where they hold pages of an export.
plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])


@pytest.fixture(scope="session")
def push_server() -> Iterator[BrowserPushServer]:
    """The push service that rings the devices of `stack`, real browsers among them."""
    with BrowserPushServer() as server:
        yield server


@pytest.fixture(scope="session")
def other_push_server() -> Iterator[PushServer]:
    """Another one, of another origin."""
    with PushServer() as server:
        yield server


@pytest.fixture(scope="session")
def stack(
    tmp_path_factory: pytest.TempPathFactory, push_server: PushServer, other_push_server: PushServer
) -> Iterator[Stack]:
    """Every process, in a database and a virtual host of their own. Streams beat every second; nobody talks too fast.

    Leave it running and healthy. Ann founds its team.
    """
    push_services = ",".join([*KNOWN, push_server.origin, other_push_server.origin])
    with Stack(
        tmp_path_factory.mktemp("stack"),
        postgres=told("QERO_TEST_POSTGRES"),
        amqp=told("QERO_TEST_AMQP"),
        management=told("QERO_TEST_AMQP_MANAGEMENT"),
        extra={
            "ALLOWED_ORIGINS": ALLOWED_ORIGIN,
            "HEARTBEAT_SECONDS": "1",
            "MESSAGES_AT_ONCE": "10000",
            "TEST_RINGS_AT_ONCE": "10000",
            "PUSH_SERVICES": push_services,
        },
    ) as stack:
        yield stack


@pytest.fixture(scope="session")
def own_servers() -> Iterator[Servers]:
    """A Postgres and a RabbitMQ that a test may stop and start. Leave them running."""
    home = Path(told("QERO_TEST_HOME")) / "breakable"
    shutil.rmtree((home / "servers").resolve(), ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
    servers = Servers(Home(home).open())
    try:
        servers.start()
        servers.wait_for_bus()
        yield servers
    finally:
        servers.stop()


@pytest.fixture(scope="session")
def node(own_servers: Servers) -> Node:
    """The broker of `own_servers`, with handles to break it by. Leave it running."""
    assert own_servers.rabbitmq
    return Node(own_servers.rabbitmq)


@pytest.fixture(scope="module")
def breakable(own_servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A whole system on `own_servers`: nobody else minds when its broker or its database goes away.

    Of one module only: other modules let these servers forget everything.
    """
    assert own_servers.postgres
    assert own_servers.rabbitmq
    with Stack(
        tmp_path_factory.mktemp("breakable"),
        postgres=own_servers.postgres.url("postgres"),
        amqp=own_servers.rabbitmq.url,
        management=own_servers.rabbitmq.management,
    ) as stack:
        yield stack
