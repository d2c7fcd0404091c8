"""The rounds: who is measured when, and what a round finds."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from uuid import uuid4

from bench.gauges import cpu_seconds, resident_bytes
from bench.live.clients_process import Arrivals
from bench.live.orders import Order
from bench.live.systems import Measured
from contracts.contacts import CallLog, CallLogged, Outcome
from contracts.kinds import Kind

SETTLE_SECONDS = 2
"""After many streams were opened: what opening them left to do is done."""

MS = 1e3
US = 1e6

marks = count()


@dataclass(frozen=True)
class Pace:
    """`events` in all, in `turns` turns, each system once a turn; `together` events share a transaction."""

    rate: float
    events: int
    turns: int = 1
    together: int = 1
    alternating: bool = False
    """So slow that two systems run in each other's pauses."""


@dataclass(frozen=True)
class Plan:
    streams: Sequence[int]
    paces: Sequence[Pace]
    idle_seconds: float
    drain_seconds: float
    """How long after its last commit a round may go on."""


WARM_UP = Pace(20, 20)
MOST_WARM_UPS = 3
LONGEST_WARM_UP_SECONDS = 60

FULL = Plan(
    streams=(1, 1000),
    paces=(Pace(1, 20, alternating=True), Pace(50, 500, turns=2), Pace(200, 1000, turns=2, together=4)),
    idle_seconds=10,
    drain_seconds=10,
)
QUICK = Plan(
    streams=(1, 20),
    paces=(Pace(5, 3, alternating=True), Pace(50, 10), Pace(200, 20, together=4)),
    idle_seconds=0.5,
    drain_seconds=20,
)


@dataclass
class Found:
    """Of one system at one pace, over its turns."""

    system: str
    streams: int
    rate: float
    committed: int = 0
    wanted: int = 0
    delivered: int = 0
    repeated: int = 0
    closed: int = 0
    commit_seconds: float = 0
    seconds: float = 0
    server_cpu: float = 0
    sender_cpu: float = 0
    clients_cpu: float = 0
    latencies: list[float] = field(default_factory=list)
    """Seconds"""

    @property
    def is_complete(self) -> bool:
        return self.delivered == self.wanted and not self.closed

    @property
    def reached_rate(self) -> float:
        return self.committed / self.commit_seconds

    def percentile_ms(self, part: float) -> float:
        if not self.latencies:
            return float("nan")
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] * MS

    @property
    def server_us_per_delivery(self) -> float:
        return self.server_cpu / max(1, self.delivered) * US

    @property
    def sender_ms_per_event(self) -> float:
        return self.sender_cpu / self.committed * MS

    @property
    def server_percent(self) -> float:
        return self.server_cpu / self.seconds * 100

    @property
    def clients_percent(self) -> float:
        return self.clients_cpu / self.seconds * 100


@dataclass(frozen=True)
class AtRest:
    """Of one system with many streams open and nothing happening."""

    system: str
    streams: int
    bytes_per_stream: float
    idle_percent: float


class Rounds:
    def __init__(
        self, plan: Plan, pair: tuple[Measured, Measured], by_requests: Measured, tell: Callable[[str], None]
    ) -> None:
        self.plan = plan
        self.pair = pair
        self.by_requests = by_requests
        self.tell = tell
        self.found: dict[tuple[str, int, float], Found] = {}
        self.at_rest: list[AtRest] = []

    def run(self) -> None:
        for streams in self.plan.streams:
            self.tell(f"· {streams:,} streams: opening, warming up …")
            before = [resident_bytes(system.server) for system in self.pair]
            for system in self.pair:
                system.open(streams)
                self.warm_up(system)
            time.sleep(min(SETTLE_SECONDS, self.plan.idle_seconds))
            self.rest(streams, before)
            for pace in self.plan.paces:
                self.go(streams, pace)

    def rest(self, streams: int, before: Sequence[int]) -> None:
        per_stream = [
            (resident_bytes(system.server) - was) / streams for system, was in zip(self.pair, before, strict=True)
        ]
        cpu = [cpu_seconds(system.server) for system in self.pair]
        time.sleep(self.plan.idle_seconds)
        for system, size, was in zip(self.pair, per_stream, cpu, strict=True):
            percent = (cpu_seconds(system.server) - was) / self.plan.idle_seconds * 100
            self.at_rest.append(AtRest(system.name, streams, size, percent))

    def go(self, streams: int, pace: Pace) -> None:
        self.tell(f"· {streams:,} streams, {pace.rate:g} events/s …")
        if pace.alternating:
            between = 1 / pace.rate / len(self.pair)
            with ThreadPoolExecutor(len(self.pair)) as pool:
                going = [
                    pool.submit(self.turn, system, streams, pace, after=place * between)
                    for place, system in enumerate(self.pair)
                ]
                for each in going:
                    each.result()
            self.turn(self.by_requests, streams, pace)
            return
        for turn in range(pace.turns):
            # A B, then B A: who comes later in a turn gets what the machine does then.
            for system in self.pair if turn % 2 == 0 else reversed(self.pair):
                if self.is_keeping_up(system, streams, pace):
                    self.turn(system, streams, pace)

    def is_keeping_up(self, system: Measured, streams: int, pace: Pace) -> bool:
        earlier = self.found.get((system.name, streams, pace.rate))
        return earlier is None or earlier.is_complete

    def turn(self, system: Measured, streams: int, pace: Pace, *, after: float = 0) -> None:
        order = order_of(system, pace, after)
        key = (system.name, streams, pace.rate)
        found = self.found.setdefault(key, Found(system.name, streams, pace.rate))
        if not self.measure(system, order, found, self.plan.drain_seconds):
            system.begin_anew()
            self.warm_up(system)

    def warm_up(self, system: Measured) -> None:
        """Again when something is missing: python-socketio drops what comes before it listens. Raises in the end."""
        for _ in range(MOST_WARM_UPS):
            found = Found(system.name, system.clients.streams, WARM_UP.rate)
            if self.measure(system, order_of(system, WARM_UP, 0), found, LONGEST_WARM_UP_SECONDS):
                return
        raise RuntimeError(
            f"{system.name}: of {found.wanted:,} deliveries to {found.streams} streams "
            f"{found.delivered:,} came; {found.closed} streams were closed"
        )

    def measure(self, system: Measured, order: Order, found: Found, drain_seconds: float) -> bool:
        """Adds to `found`; whether all of this round arrived."""
        clients = system.clients
        clients.expect(order.mark, order.events)
        pids = (system.server, system.sender, clients.pid)
        cpu = [cpu_seconds(pid) for pid in pids]
        began = time.monotonic()
        committed = system.commit(order)
        arrivals = clients.collect(drain_seconds)
        found.seconds += time.monotonic() - began
        used = [cpu_seconds(pid) - was for pid, was in zip(pids, cpu, strict=True)]
        found.server_cpu += used[0]
        found.sender_cpu += used[1]
        found.clients_cpu += used[2]
        found.committed += order.events
        found.commit_seconds += max(committed) - min(committed) + order.together / order.rate
        wanted = order.events * clients.streams
        found.wanted += wanted
        found.delivered += arrivals.delivered
        found.repeated += arrivals.repeated
        found.closed = arrivals.closed
        found.latencies += latencies(arrivals, committed)
        return arrivals.delivered == wanted and not arrivals.closed


def latencies(arrivals: Arrivals, committed: Sequence[float]) -> list[float]:
    events = len(committed)
    return [at - committed[place % events] for place, at in enumerate(arrivals.at) if at]


def order_of(system: Measured, pace: Pace, after: float) -> Order:
    now = datetime.now(UTC)
    log = CallLog(
        id=uuid4(),
        kind=Kind.CONTACT,
        contact_id=uuid4(),
        person_id=uuid4(),
        outcome=Outcome.NO_ANSWER,
        called_at=now,
        duration_seconds=None,
        note="",
        created_at=now,
        version=1,
    )
    data = CallLogged(call_log=log).model_dump(mode="json")
    events = pace.events // pace.turns
    return Order(f"r{next(marks)}", events, pace.rate, pace.together, after, system.team_id, data)
