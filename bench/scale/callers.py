"""Callers of contacts, as QERO's gateway calls, on one connection: python -m bench.scale.callers

Told who they are, what to call, of which contacts and for how long, they say how many calls were answered.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import structlog

from contracts.contacts import Contacts, FindContacts, LogCall, Outcome
from contracts.kinds import Kind
from contracts.wire import Caller
from gateway.bus import Bus
from gateway.calling import Calling
from gateway.config import GatewayConfig
from kit.callers import Signer
from kit.config import load

CONNECT_SECONDS = 0.05


@dataclass
class Round:
    """Each of `in_flight` callers calls again as soon as it was answered. What is written is marked and numbered."""

    call: str
    in_flight: int
    seconds: float
    mark: str
    contact_ids: Sequence[str]
    began: float = field(default_factory=time.perf_counter)
    asked: int = 0

    @property
    def goes_on(self) -> bool:
        return time.perf_counter() - self.began < self.seconds

    def next_number(self) -> int:
        self.asked += 1
        return self.asked


async def find(contacts: Contacts, _now: Round) -> None:
    await contacts.find(FindContacts(kind=Kind.CONTACT, limit=50))


async def log_call(contacts: Contacts, now: Round) -> None:
    number = now.next_number()
    contact_id = UUID(now.contact_ids[number % len(now.contact_ids)])
    note = f"{now.mark} {number}"
    await contacts.log_call(LogCall(kind=Kind.CONTACT, contact_id=contact_id, outcome=Outcome.CONNECTED, note=note))


CALLS: Mapping[str, Callable[[Contacts, Round], Awaitable[None]]] = {"find": find, "log_call": log_call}


class Callers:
    def __init__(self, config: GatewayConfig) -> None:
        self.bus = Bus(config)
        self.signer = Signer(config.caller_private_key.get_secret_value())

    async def connect(self) -> None:
        await self.bus.start()
        while not self.bus.ready:  # noqa: ASYNC110  a bus without a hearer tells nobody
            await asyncio.sleep(CONNECT_SECONDS)

    async def call(self, caller: Mapping[str, Any], now: Round) -> int:
        """How many were answered. Raises when any was not."""
        signed = self.signer.sign(Caller.model_validate(caller))
        return sum(await asyncio.gather(*(self.one_by_one(now, signed) for _ in range(now.in_flight))))

    async def one_by_one(self, now: Round, signed: str) -> int:
        answered = 0
        while now.goes_on:
            # A Calling is one HTTP request's.
            await CALLS[now.call](Contacts(Calling(self.bus, signed, str(uuid4())).send), now)
            answered += 1
        return answered


async def main() -> None:
    # Standard output is for the answers to orders.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    callers = Callers(load(GatewayConfig))
    await callers.connect()
    while line := await asyncio.to_thread(sys.stdin.readline):
        told = json.loads(line)
        now = Round(**told["round"])
        answered = await callers.call(told["caller"], now)
        print(json.dumps({"answered": answered, "seconds": time.perf_counter() - now.began}), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
