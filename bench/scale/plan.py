"""How much is done, by how many processes."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """In a turn `in_flight` callers call for so many `seconds`, and so many messages ring every device."""

    replicas: Sequence[int]
    turns: int
    contacts: int
    in_flight: int
    seconds: float
    warm_up_seconds: float
    people: int
    messages: int
    devices_of_one: int = 2

    @property
    def devices(self) -> int:
        return self.people * self.devices_of_one


FULL = Plan(
    replicas=(1, 2, 4),
    turns=2,
    contacts=5_000,
    in_flight=32,
    seconds=5,
    warm_up_seconds=2,
    people=200,
    messages=5,
)
QUICK = Plan(
    replicas=(1, 2),
    turns=1,
    contacts=200,
    in_flight=8,
    seconds=0.5,
    warm_up_seconds=0.2,
    people=4,
    messages=3,
)
