"""The gateway's app without services behind it, for what it decides by itself; and people in a whole system."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.types import ASGIApp

from gateway.app import create_app
from gateway.bus import Bus
from gateway.config import GatewayConfig
from kit.callers import new_private_key

ORIGIN = "http://qero.example"
OTHER_ORIGIN = "https://pwa.example"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def config() -> GatewayConfig:
    return GatewayConfig(
        amqp_url="amqp://nobody@nowhere",
        metrics_port=1,
        caller_private_key=new_private_key(),
        public_origin=ORIGIN,
        allowed_origins=OTHER_ORIGIN,
        address_requests_at_once=1_000_000,
    )


@pytest.fixture(scope="session")
def app(config: GatewayConfig) -> ASGIApp:
    """Its bus is never started: whatever needs a service is answered 503."""
    return create_app(config, Bus(config))


def client_of(app: ASGIApp) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN)


@pytest.fixture
async def api(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client
