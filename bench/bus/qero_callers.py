"""Callers as QERO's gateway makes them, on one connection: python -m bench.bus.qero_callers"""

import asyncio
import time
from collections.abc import Callable
from uuid import uuid4

from bench.bus.contract import Counting
from bench.bus.orders import ASK, Round, ordered, report
from bench.gateway_calls import GatewayCalls, obey
from contracts.wire import Caller, Role, Send

CALLER = Caller(
    person_id=uuid4(),
    team_id=uuid4(),
    session_id=uuid4(),
    role=Role.MEMBER,
    time_zone="Europe/Stockholm",
    country="SE",
)


async def take(calls: GatewayCalls, order: str) -> None:
    now, send = ordered(order), calls.of(CALLER)
    await asyncio.gather(*(one_by_one(now, send) for _ in range(now.in_flight)))
    report(now)


async def one_by_one(now: Round, send: Callable[[], Send]) -> None:
    while now.goes_on:
        began = time.perf_counter()
        counted = await Counting(send()).count(ASK)
        now.answered(began, counted.so_far)


if __name__ == "__main__":
    asyncio.run(obey(take))
