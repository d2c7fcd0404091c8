"""Runs the gateway: `python -m gateway`. Exits 0 when drained, 2 when told too little."""

import asyncio
import gc
import signal
import time

from gateway.app import create_app, create_parts
from gateway.bus import Bus
from gateway.config import GatewayConfig
from gateway.metrics import Counted
from gateway.operations import operations
from gateway.server import server
from gateway.traced import Traced
from kit.config import load
from kit.logs import configure_logs
from kit.traces import start_traces

CLOSING_SECONDS = 1.0
"""Of the grace time, kept for hanging up."""

LAST_STREAMS_SECONDS = 4.0
"""Of the grace time, kept for the streams that were told last."""


async def serve(config: GatewayConfig) -> None:
    """Until SIGTERM or SIGINT; then requests under way may end within the grace time."""
    bus = Bus(config)
    parts = create_parts(config, bus)
    streams = parts.streams
    public = server(
        Counted(Traced(create_app(config, bus, parts))),
        config.host,
        config.port,
        grace_seconds=config.grace_seconds,
        trusted_proxies=config.trusted_proxies,
    )
    private = server(operations(bus), config.metrics_host, config.metrics_port, grace_seconds=1)
    drained_by = float("inf")
    draining: asyncio.Task[None] | None = None

    def drain() -> None:
        nonlocal drained_by, draining
        drained_by = time.monotonic() + config.grace_seconds
        bus.drain()
        draining = draining or asyncio.create_task(streams.drain(config.grace_seconds - LAST_STREAMS_SECONDS))
        public.should_exit = True

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, drain)
    loop.add_signal_handler(signal.SIGINT, drain)
    await bus.start()
    streams.lanes.start()
    keeping = asyncio.create_task(streams.keep(), name="streams")
    private_serving = asyncio.create_task(private.serve())
    # What is there by now stays: looking through it again and again for garbage holds up every request for 50 ms.
    gc.freeze()
    await public.serve()
    keeping.cancel()
    await streams.lanes.stop()
    await bus.stop(max(CLOSING_SECONDS, drained_by - time.monotonic()))
    private.should_exit = True
    await private_serving


if __name__ == "__main__":
    config = load(GatewayConfig)
    configure_logs("gateway", config.log_level)
    start_traces("gateway", config.otel_exporter_otlp_endpoint)
    asyncio.run(serve(config))
