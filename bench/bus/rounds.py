"""The rounds: who calls when, and what a round finds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.bus.systems import System
from bench.gauges import cpu_seconds

MS = 1e3


@dataclass(frozen=True)
class Plan:
    in_flight: Sequence[int]
    turns: int
    seconds: float
    """Of one system's turn."""
    warm_up_seconds: float


FULL = Plan(in_flight=(1, 16, 64), turns=2, seconds=5, warm_up_seconds=2)
QUICK = Plan(in_flight=(1, 4), turns=1, seconds=0.2, warm_up_seconds=0.1)


@dataclass
class Found:
    """Of one system with so many calls under way, over its turns."""

    system: str
    in_flight: int
    seconds: float = 0
    callers_cpu: float = 0
    service_cpu: float = 0
    latencies: list[float] = field(default_factory=list)
    """Seconds"""

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile_ms(self, part: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] * MS

    @property
    def callers_ms(self) -> float:
        return self.callers_cpu / len(self.latencies) * MS

    @property
    def service_ms(self) -> float:
        return self.service_cpu / len(self.latencies) * MS


class Rounds:
    def __init__(self, plan: Plan, systems: Sequence[System], tell: Callable[[str], None]) -> None:
        self.plan = plan
        self.systems = systems
        self.tell = tell
        self.found: dict[tuple[int, str], Found] = {}

    def run(self) -> None:
        for in_flight in self.plan.in_flight:
            self.tell(f"· {in_flight} calls in flight …")
            for system in self.systems:
                system.call(in_flight, self.plan.warm_up_seconds)
            for turn in range(self.plan.turns):
                # A B C, then C B A: who comes later in a turn gets what the machine does then.
                for system in self.systems if turn % 2 == 0 else reversed(self.systems):
                    self.measure(system, in_flight)

    def measure(self, system: System, in_flight: int) -> None:
        was = [cpu_seconds(pid) for pid in system.pids]
        seconds, latencies = system.call(in_flight, self.plan.seconds)
        callers, service = (cpu_seconds(pid) - before for pid, before in zip(system.pids, was, strict=True))
        found = self.found.setdefault((in_flight, system.name), Found(system.name, in_flight))
        found.callers_cpu += callers
        found.service_cpu += service
        found.seconds += seconds
        found.latencies += latencies
