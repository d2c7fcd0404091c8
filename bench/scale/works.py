"""What is done by more and more processes: calls of contacts, and rings of phones."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol
from uuid import uuid4

import psycopg

from bench.child import Child
from bench.push.service_process import PushServiceProcess
from bench.push.systems import Qero
from bench.reads.team import Team, make_team
from bench.scale.fleet import Fleet
from bench.scale.plan import Plan
from contracts.wire import Caller, Role
from deploy.local.stack import Stack
from deploy.topology import GATEWAY, PARTS

BY_NAME = {part.name: part for part in PARTS}
COUNTED_SECONDS = 5
POLL_SECONDS = 0.05
KEPT = "select count(*), count(distinct note) from contacts.call_logs where starts_with(note, %s)"


@dataclass(frozen=True)
class Done:
    """Of `wanted` so many were done at least once, in so many `seconds`; `twice` beyond that."""

    wanted: int
    done: int
    twice: int
    seconds: float


class Work(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def fleet(self) -> Fleet: ...

    def do(self, *, warm_up: bool) -> Done: ...

    def shares(self) -> Sequence[float]:
        """What each process that runs has done so far."""


@dataclass(frozen=True)
class Calls:
    """Of contacts, by callers on the bus: what a gateway costs is not what is measured."""

    name: str
    call: str
    fleet: Fleet
    callers: Child
    plan: Plan
    team: Team
    administrator: str
    rounds: Iterator[int] = field(default_factory=lambda: count(1))

    def do(self, *, warm_up: bool) -> Done:
        mark = f"{self.call} {next(self.rounds)}:"
        before = sum(self.shares())
        told = {
            "call": self.call,
            "in_flight": self.plan.in_flight,
            "seconds": self.plan.warm_up_seconds if warm_up else self.plan.seconds,
            "mark": mark,
            "contact_ids": [str(contact_id) for contact_id in self.team.contact_ids],
        }
        answer = self.callers.tell(caller=caller_of(self.team), round=told)
        answered = answer["answered"]
        counted = round(sum(self.shares()) - before)
        done, twice = self.kept(mark) if self.call == "log_call" else (min(answered, counted), counted - answered)
        return Done(answered, done, twice, answer["seconds"])

    def kept(self, mark: str) -> tuple[int, int]:
        with psycopg.connect(self.administrator) as connection:
            rows, different = connection.execute(KEPT, [mark]).fetchone() or (0, 0)
        return different, rows - different

    def shares(self) -> Sequence[float]:
        return self.fleet.counted("qero_calls_total", call=self.call, outcome="answered")


@dataclass(frozen=True)
class Rings:
    """Of every device in a channel, for each message in it."""

    fleet: Fleet
    qero: Qero
    service: PushServiceProcess
    plan: Plan
    name: str = "ring a phone"

    def do(self, *, warm_up: bool) -> Done:
        messages = 1 if warm_up else self.plan.messages
        before = sum(self.shares())
        self.service.begin()
        self.qero.send(messages)
        taken = self.service.end()
        self.wait_until_counted(before + taken.requests)
        once = [min(rings, messages) for rings in taken.by_path.values()]
        wanted = messages * self.plan.devices
        return Done(wanted, sum(once), taken.requests - sum(once), taken.seconds)

    def wait_until_counted(self, wanted: float) -> None:
        """A moment after it is kept. Whoever counts less has lost some, and the table says so."""
        until = time.monotonic() + COUNTED_SECONDS
        while sum(self.shares()) < wanted and time.monotonic() < until:
            time.sleep(POLL_SECONDS)

    def shares(self) -> Sequence[float]:
        return self.fleet.counted("qero_push_deliveries_total", state="sent")


def caller_of(team: Team) -> Mapping[str, Any]:
    who = Caller(
        person_id=team.person_id,
        team_id=team.team_id,
        session_id=uuid4(),
        role=Role.MEMBER,
        time_zone="Europe/Stockholm",
        country="SE",
    )
    return who.model_dump(mode="json")


def calls(stack: Stack, plan: Plan, undo: ExitStack, team: Team) -> list[Work]:
    log = stack.home.logs / "scale_callers.log"
    told = stack.processes[GATEWAY.name].environment
    callers = Child([sys.executable, "-m", "bench.scale.callers"], told, log)
    undo.callback(callers.close)
    fleet = Fleet(stack, BY_NAME["contacts"], max(plan.replicas))
    names = {"page of 50": "find", "log a call": "log_call"}
    administrator = stack.urls["administrator"]
    return [Calls(name, call, fleet, callers, plan, team, administrator) for name, call in names.items()]


def rings(stack: Stack, plan: Plan, undo: ExitStack) -> Work:
    service = PushServiceProcess(stack.home.port("push service"), plan.devices)
    undo.callback(service.close)
    service.begin()
    fleet = Fleet(stack, BY_NAME["push"], max(plan.replicas), PUSH_SERVICES=service.origin)
    return Rings(fleet, Qero(stack, service, plan.people), service, plan)


def works(stack: Stack, plan: Plan, undo: ExitStack, tell: Callable[[str], None]) -> list[Work]:
    team = make_team(stack, plan.contacts, tell)
    tell(f"· {plan.people} people join, with {plan.devices_of_one} devices each …")
    return [*calls(stack, plan, undo, team), rings(stack, plan, undo)]
