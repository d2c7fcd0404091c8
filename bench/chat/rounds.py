"""The rounds: who is measured when, and what a round finds."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count

from bench.chat.clients import Order
from bench.chat.systems import Heard, MembersProcess, System
from bench.gauges import cpu_seconds

POSTERS = 16
MOST_A_SECOND = 4_000
MS = 1e3

marks = count()


@dataclass(frozen=True)
class Pace:
    """`rate` None: as fast as the posters are answered. `seconds` of each of `turns`, each system once a turn."""

    rate: float | None
    seconds: float
    turns: int = 1

    @property
    def name(self) -> str:
        return f"{self.rate:g}/s" if self.rate else "all"


@dataclass(frozen=True)
class Plan:
    members: Sequence[int]
    paces: Sequence[Pace]
    warm_up: Pace
    drain_seconds: float
    """How long after its last post a round may go on."""


FULL = Plan(
    members=(20, 200),
    paces=(Pace(10, 10, turns=2), Pace(50, 10, turns=2), Pace(None, 5, turns=2)),
    warm_up=Pace(20, 3),
    drain_seconds=20,
)
QUICK = Plan(members=(4, 20), paces=(Pace(50, 0.2), Pace(None, 0.3)), warm_up=Pace(50, 0.1), drain_seconds=30)


@dataclass
class Found:
    """Of one system with so many members at one pace, over its turns."""

    posted: int = 0
    wanted: int = 0
    delivered: int = 0
    repeated: int = 0
    closed: int = 0
    seconds: float = 0
    cpu: float = 0
    clients_cpu: float = 0
    answers: list[float] = field(default_factory=list)
    hearing: list[float] = field(default_factory=list)
    """Seconds in both."""

    def add(self, heard: Heard, members: int) -> None:
        self.posted += heard.posted
        self.wanted += heard.posted * members
        self.delivered += heard.delivered
        self.repeated += heard.repeated
        self.closed += heard.closed
        self.seconds += heard.seconds
        self.answers += heard.answers
        self.hearing += heard.hearing

    @property
    def is_complete(self) -> bool:
        return self.delivered == self.wanted and not self.closed

    @property
    def per_second(self) -> float:
        return self.posted / self.seconds

    @property
    def cpu_ms(self) -> float:
        return self.cpu / self.posted * MS

    @property
    def clients_percent(self) -> float:
        return self.clients_cpu / self.seconds * 100


def percentile_ms(seconds: Sequence[float], part: float) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] * MS


Key = tuple[int, str, str]
"""Members, pace, system."""


class Rounds:
    def __init__(self, plan: Plan, systems: Sequence[System], tell: Callable[[str], None]) -> None:
        self.plan = plan
        self.systems = systems
        self.tell = tell
        self.found: dict[Key, Found] = {}

    def run(self) -> None:
        for members in self.plan.members:
            with ExitStack() as undo:
                self.go(members, undo)

    def go(self, members: int, undo: ExitStack) -> None:
        self.tell(f"· {members} members: opening, warming up …")
        processes = {}
        for system in self.systems:
            processes[system.name] = process = system.open(members)
            undo.callback(process.close)
            self.turn(system, members, process, self.plan.warm_up, Found())
        for pace in self.plan.paces:
            self.tell(f"· {members} members, {pace.name} …")
            for turn in range(pace.turns):
                # A B, then B A: who comes later in a turn gets what the machine does then.
                for system in self.systems if turn % 2 == 0 else reversed(self.systems):
                    found = self.found.setdefault((members, pace.name, system.name), Found())
                    self.turn(system, members, processes[system.name], pace, found)

    def turn(self, system: System, members: int, process: MembersProcess, pace: Pace, found: Found) -> None:
        order = Order(
            mark=f"r{next(marks)}",
            messages=int((pace.rate or MOST_A_SECOND) * pace.seconds),
            seconds=float("inf") if pace.rate else pace.seconds,
            rate=pace.rate,
            posters=min(POSTERS, members),
            path=system.path(members),
            drain_seconds=self.plan.drain_seconds,
            file=process.file,
        )
        cpu = sum(map(cpu_seconds, system.pids))
        clients = cpu_seconds(process.pid)
        found.add(process.post(order), members)
        found.cpu += sum(map(cpu_seconds, system.pids)) - cpu
        found.clients_cpu += cpu_seconds(process.pid) - clients
