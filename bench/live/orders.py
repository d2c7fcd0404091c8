"""How the bench tells a process inside a system under test to commit events. Stdlib only: it runs in two venvs.

One connection, one order, one answer: a line of JSON each, on a Unix socket.
"""

import json
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

LONGEST_ORDER_SECONDS = 120
LARGEST_ORDER = 1_000_000


@dataclass(frozen=True)
class Order:
    """`events` events, `rate` a second, the first after `after` seconds; `together` of them in one transaction."""

    mark: str
    events: int
    rate: float
    together: int
    after: float
    team_id: str
    data: Mapping[str, Any]
    """Of the event, a CallLogged; its note becomes the mark and number of the event."""

    def data_of(self, number: int) -> dict[str, Any]:
        return {"call_log": {**self.data["call_log"], "note": note(self.mark, number)}}

    def transactions(self) -> list[range]:
        """The numbers of the events of each."""
        firsts = range(0, self.events, self.together)
        return [range(first, min(first + self.together, self.events)) for first in firsts]

    def due(self, number: int) -> float:
        """Seconds after the order came."""
        return self.after + number / self.rate


def note(mark: str, number: int) -> str:
    """What clients recognise an event by, in whatever it is wrapped."""
    return f"bench:{mark}:{number:06}:"


def read_order(line: bytes) -> Order:
    return Order(**json.loads(line))


def give(order: Order, path: Path) -> list[float]:
    """When each event's transaction was told to commit: Unix seconds, by the number of the event."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(LONGEST_ORDER_SECONDS)
        connection.connect(str(path))
        connection.sendall(json.dumps(asdict(order)).encode() + b"\n")
        with connection.makefile("rb") as answer:
            committed: list[float] = json.loads(answer.readline(LARGEST_ORDER))
    return committed
