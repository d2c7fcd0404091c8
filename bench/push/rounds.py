"""The rounds: who sends when, and what is found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.push.devices import Opened
from bench.push.service_process import PushServiceProcess
from bench.push.systems import Processors, System

MS = 1e3


@dataclass(frozen=True)
class Plan:
    """In a turn so many messages go to each of `people` who read them, on `devices_of_one` devices each."""

    people: int
    devices_of_one: int
    messages: int
    turns: int
    warm_up_messages: int = 1

    @property
    def devices(self) -> int:
        return self.people * self.devices_of_one


FULL = Plan(people=200, devices_of_one=2, messages=5, turns=2)
QUICK = Plan(people=4, devices_of_one=2, messages=2, turns=1)


@dataclass
class Found:
    """Of one system over its turns. `seconds` from the first request to the last of each turn."""

    wanted: int = 0
    arrived: int = 0
    repeated: int = 0
    connections: int = 0
    seconds: float = 0
    sender: float = 0
    others: float = 0
    postgres: float = 0
    """Seconds of processors."""

    @property
    def per_second(self) -> float:
        return self.arrived / self.seconds

    @property
    def per_core(self) -> float:
        """Deliveries that a second of the sender's processor is enough for."""
        return self.arrived / self.sender

    def ms(self, seconds: float) -> float:
        """For each delivery."""
        return seconds / self.arrived * MS


class Rounds:
    def __init__(self, plan: Plan, service: PushServiceProcess, tell: Callable[[str], None]) -> None:
        self.plan = plan
        self.service = service
        self.tell = tell
        self.found: dict[str, Found] = {}

    def warm_up(self, system: System) -> Opened:
        """Gives the first that came, as its device reads it."""
        self.service.begin()
        system.send(self.plan.warm_up_messages)
        return self.service.end().first

    def run(self, systems: Sequence[System]) -> None:
        for turn in range(self.plan.turns):
            # A B C, then C B A: who comes later in a turn gets what the machine does then.
            for system in systems if turn % 2 == 0 else reversed(systems):
                self.tell(f"· {system.name} …")
                self.turn(system)

    def turn(self, system: System) -> None:
        self.service.begin()
        before = system.processors()
        system.send(self.plan.messages)
        spent = Processors(*(now - then for now, then in zip(system.processors(), before, strict=True)))
        taken = self.service.end()
        once = [min(count, self.plan.messages) for count in taken.by_path.values()]
        found = self.found.setdefault(system.name, Found())
        found.wanted += self.plan.devices * self.plan.messages
        found.arrived += sum(once)
        found.repeated += taken.requests - sum(once)
        found.connections += taken.connections
        found.seconds += taken.seconds
        found.sender += spent.sender
        found.others += spent.others
        found.postgres += spent.postgres
