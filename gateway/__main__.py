"""Runs the gateway: `python -m gateway`. Exits 0 when drained, 2 when told too little."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from gateway.app import create_app
from gateway.bus import Bus
from gateway.config import GatewayConfig
from gateway.metrics import Counted
from gateway.operations import operations
from kit.config import load
from kit.logs import configure_logs

CLOSING_SECONDS = 1.0
"""Of the grace time, kept for hanging up."""


class Server(uvicorn.Server):
    """Leaves signals to `serve`: what it closes comes after the requests, and uvicorn would end the process first."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server(app: ASGIApp, host: str, port: int, *, grace_seconds: int, trusted_proxies: str = "") -> Server:
    return Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            loop="asyncio",
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(trusted_proxies),
            forwarded_allow_ips=trusted_proxies,
            timeout_graceful_shutdown=grace_seconds,
        )
    )


async def serve(config: GatewayConfig) -> None:
    """Until SIGTERM or SIGINT; then requests under way may end within the grace time."""
    bus = Bus(config)
    public = server(
        Counted(create_app(config, bus)),
        config.host,
        config.port,
        grace_seconds=config.grace_seconds,
        trusted_proxies=config.trusted_proxies,
    )
    private = server(operations(bus), config.metrics_host, config.metrics_port, grace_seconds=1)
    drained_by = float("inf")

    def drain() -> None:
        nonlocal drained_by
        drained_by = time.monotonic() + config.grace_seconds
        bus.drain()
        public.should_exit = True

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, drain)
    loop.add_signal_handler(signal.SIGINT, drain)
    await bus.start()
    private_serving = asyncio.create_task(private.serve())
    await public.serve()
    await bus.stop(max(CLOSING_SECONDS, drained_by - time.monotonic()))
    private.should_exit = True
    await private_serving


if __name__ == "__main__":
    config = load(GatewayConfig)
    configure_logs("gateway", config.log_level)
    asyncio.run(serve(config))
