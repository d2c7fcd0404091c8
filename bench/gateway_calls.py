"""Calls on the bus as QERO's gateway makes them, on one connection: what its processes of callers are made of."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from uuid import uuid4

import structlog

from contracts.wire import Caller, Send
from gateway.bus import Bus
from gateway.calling import Calling
from gateway.config import GatewayConfig
from kit.callers import Signer
from kit.config import load

CONNECT_SECONDS = 0.05


class GatewayCalls:
    def __init__(self, config: GatewayConfig) -> None:
        self.bus = Bus(config)
        self.signer = Signer(config.caller_private_key.get_secret_value())

    async def connect(self) -> None:
        await self.bus.start()
        while not self.bus.ready:  # noqa: ASYNC110  a bus without a hearer tells nobody
            await asyncio.sleep(CONNECT_SECONDS)

    def of(self, caller: Caller) -> Callable[[], Send]:
        """Signed once: the gateway as well signs a session's calls for half a minute at once.

        What is given back makes the `Send` of one HTTP request, as a Calling is one's.
        """
        signed = self.signer.sign(caller)
        return lambda: Calling(self.bus, signed, str(uuid4())).send


async def obey(take: Callable[[GatewayCalls, str], Awaitable[None]]) -> None:
    """Connects, and takes one order after another, each a line of standard input, until there are no more."""
    # Standard output is for the answers to orders.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    calls = GatewayCalls(load(GatewayConfig))
    await calls.connect()
    while line := await asyncio.to_thread(sys.stdin.readline):
        await take(calls, line)
