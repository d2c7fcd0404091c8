"""The rounds: who is asked when, and what a round finds."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.gauges import cpu_seconds
from bench.reads.operations import Operation
from bench.reads.systems import System

MS = 1e3
COMPARED = 3
"""Requests of each operation."""


@dataclass(frozen=True)
class Plan:
    clients: Sequence[int]
    turns: int
    seconds: float
    """Of one system's turn."""
    warm_up_seconds: float
    contacts: int


FULL = Plan(clients=(1, 16), turns=2, seconds=3, warm_up_seconds=1, contacts=20_000)
QUICK = Plan(clients=(1, 2), turns=1, seconds=0.2, warm_up_seconds=0, contacts=1_000)


@dataclass
class Found:
    """Of one system, one operation and so many clients, over its turns."""

    seconds: float = 0
    cpu: float = 0
    latencies: list[float] = field(default_factory=list)
    """Seconds"""

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def cpu_ms(self) -> float:
        return self.cpu / len(self.latencies) * MS

    def percentile_ms(self, part: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] * MS


Key = tuple[str, int, str]
"""Operation, clients, system."""


class Rounds:
    def __init__(
        self, plan: Plan, systems: Sequence[System], operations: Sequence[Operation], tell: Callable[[str], None]
    ) -> None:
        self.plan = plan
        self.systems = systems
        self.operations = operations
        self.tell = tell
        self.found: dict[Key, Found] = {}

    def run(self) -> None:
        for operation in self.operations:
            self.compare(operation)
        # The change comes last: what somebody just changed makes their next lists dearer, for a minute.
        for operation in self.operations:
            for clients in self.plan.clients:
                self.tell(f"· {operation.name}, {clients} {'client' if clients == 1 else 'clients'} …")
                self.go(operation, clients)

    def go(self, operation: Operation, clients: int) -> None:
        if self.plan.warm_up_seconds:
            for system in self.systems:
                system.measure(operation, clients, self.plan.warm_up_seconds)
        for turn in range(self.plan.turns):
            # A B C, then C B A: who comes later in a turn gets what the machine does then.
            for system in self.systems if turn % 2 == 0 else reversed(self.systems):
                was = sum(map(cpu_seconds, system.pids))
                seconds, latencies = system.measure(operation, clients, self.plan.seconds)
                found = self.found.setdefault((operation.name, clients, system.name), Found())
                found.cpu += sum(map(cpu_seconds, system.pids)) - was
                found.seconds += seconds
                found.latencies += latencies

    def compare(self, operation: Operation) -> None:
        """Raises when they do not answer the same."""
        first, *others = self.systems
        asked = operation.requests[:COMPARED]
        told = [content(body, operation) for body in first.look(asked)]
        for other in others:
            for request, ours, theirs in zip(asked, told, other.look(asked), strict=True):
                if content(theirs, operation) != ours:
                    raise AssertionError(f"{other.name} answers {request} otherwise than {first.name}: {theirs[:2000]}")


def content(body: str, operation: Operation) -> Any:
    told = json.loads(body)
    return {name: value for name, value in told.items() if name not in operation.apart}
