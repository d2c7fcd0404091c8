"""The rounds: how many processes do what when, and what is found."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.gauges import machine_seconds
from bench.scale.plan import Plan
from bench.scale.works import Work

MS = 1e3


@dataclass
class Found:
    """Of one work by so many processes, over its turns."""

    wanted: int = 0
    done: int = 0
    twice: int = 0
    seconds: float = 0
    cpu: float = 0
    """Seconds of processors: of the part's processes."""
    machine_busy: float = 0
    machine_all: float = 0
    shares: list[float] = field(default_factory=list)
    """What each process did."""

    @property
    def per_second(self) -> float:
        return self.done / self.seconds

    @property
    def cpu_ms(self) -> float:
        return self.cpu / self.done * MS

    @property
    def cores(self) -> float:
        """That the processes took together, on the average."""
        return self.cpu / (self.machine_all / (os.cpu_count() or 1))

    @property
    def busy(self) -> float:
        return self.machine_busy / self.machine_all


class Rounds:
    def __init__(self, plan: Plan, tell: Callable[[str], None]) -> None:
        self.plan = plan
        self.tell = tell
        self.found: dict[tuple[str, int], Found] = {}

    def run(self, works: Sequence[Work]) -> None:
        for work in works:
            for turn in range(self.plan.turns):
                # 1 2 4, then 4 2 1: who comes later in a turn gets what the machine does then.
                for replicas in self.plan.replicas if turn % 2 == 0 else reversed(self.plan.replicas):
                    self.tell(f"· {work.name}, {replicas} {'process' if replicas == 1 else 'processes'} …")
                    self.measure(work, replicas)
            # The others' idle processes would be in the numbers.
            work.fleet.run(1)

    def measure(self, work: Work, replicas: int) -> None:
        work.fleet.run(replicas)
        work.do(warm_up=True)
        shares, cpu, (busy, time) = work.shares(), work.fleet.cpu_seconds(), machine_seconds()
        done = work.do(warm_up=False)
        busy_now, time_now = machine_seconds()
        found = self.found.setdefault((work.name, replicas), Found(shares=[0] * replicas))
        found.cpu += work.fleet.cpu_seconds() - cpu
        found.machine_busy += busy_now - busy
        found.machine_all += time_now - time
        found.wanted += done.wanted
        found.done += done.done
        found.twice += done.twice
        found.seconds += done.seconds
        mine = [now - before for now, before in zip(work.shares(), shares, strict=True)]
        found.shares = [sum(pair) for pair in zip(found.shares, mine, strict=True)]
