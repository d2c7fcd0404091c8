"""Callers of contacts, as QERO's gateway calls, on one connection: python -m bench.scale.callers

Told who they are, what to call, of which contacts and for how long, they say how many calls were answered.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from bench.gateway_calls import GatewayCalls, obey
from contracts.contacts import Contacts, FindContacts, LogCall, Outcome
from contracts.kinds import Kind
from contracts.wire import Caller, Send


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


async def take(calls: GatewayCalls, order: str) -> None:
    """Says how many were answered. Raises when any was not."""
    told = json.loads(order)
    now, send = Round(**told["round"]), calls.of(Caller.model_validate(told["caller"]))
    answered = sum(await asyncio.gather(*(one_by_one(now, send) for _ in range(now.in_flight))))
    print(json.dumps({"answered": answered, "seconds": time.perf_counter() - now.began}), flush=True)


async def one_by_one(now: Round, send: Callable[[], Send]) -> int:
    answered = 0
    while now.goes_on:
        await CALLS[now.call](Contacts(send()), now)
        answered += 1
    return answered


if __name__ == "__main__":
    asyncio.run(obey(take))
