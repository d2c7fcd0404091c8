"""One system with two teams in it."""

import os
from collections.abc import Iterator

import pytest
from isolation.world import World
from support.push_server import PushServer

from deploy.local.stack import Stack


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, push_server: PushServer) -> Iterator[World]:
    with (
        Stack(
            tmp_path_factory.mktemp("isolation"),
            postgres=os.environ["QERO_TEST_POSTGRES"],
            amqp=os.environ["QERO_TEST_AMQP"],
            management=os.environ["QERO_TEST_AMQP_MANAGEMENT"],
            # Each request says that it comes from another address, so that none is one too many.
            extra={
                "TRUSTED_PROXIES": "127.0.0.1",
                "HEARTBEAT_SECONDS": "1",
                "TEST_RINGS_AT_ONCE": "10000",
                "PUSH_SERVICES": push_server.origin,
            },
        ) as stack,
        World(stack, push_server) as world,
    ):
        yield world
