"""Callers as QERO's gateway makes them, on one connection: python -m bench.bus.qero_callers"""

import asyncio
import sys
import time
from uuid import uuid4

import structlog

from bench.bus.contract import Counting
from bench.bus.orders import ASK, Round, ordered, report
from contracts.wire import Caller, Role
from gateway.bus import Bus
from gateway.calling import Calling
from gateway.config import GatewayConfig
from kit.callers import Signer
from kit.config import load

CONNECT_SECONDS = 0.05

CALLER = Caller(
    person_id=uuid4(),
    team_id=uuid4(),
    session_id=uuid4(),
    role=Role.MEMBER,
    time_zone="Europe/Stockholm",
    country="SE",
)


class Callers:
    def __init__(self, config: GatewayConfig) -> None:
        self.bus = Bus(config)
        self.signer = Signer(config.caller_private_key.get_secret_value())

    async def connect(self) -> None:
        await self.bus.start()
        while not self.bus.ready:  # noqa: ASYNC110  a bus without a hearer tells nobody
            await asyncio.sleep(CONNECT_SECONDS)

    async def call(self, now: Round) -> None:
        """Signed once: the gateway as well signs a session's calls for half a minute at once."""
        signed = self.signer.sign(CALLER)
        await asyncio.gather(*(self.one_by_one(now, signed) for _ in range(now.in_flight)))

    async def one_by_one(self, now: Round, signed: str) -> None:
        while now.goes_on:
            began = time.perf_counter()
            # A Calling is one HTTP request's.
            counted = await Counting(Calling(self.bus, signed, str(uuid4())).send).count(ASK)
            now.answered(began, counted.so_far)


async def main() -> None:
    # Standard output is for the answers to orders.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    callers = Callers(load(GatewayConfig))
    await callers.connect()
    while line := await asyncio.to_thread(sys.stdin.readline):
        now = ordered(line)
        await callers.call(now)
        report(now)


if __name__ == "__main__":
    asyncio.run(main())
