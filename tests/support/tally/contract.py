"""The contract of a service that exists to be broken: it counts."""

from typing import Any

from contracts.journal import EventPage, EventsSince
from contracts.wire import Change, Event, Feed, Nothing, Open, Query, Refusal, Service, Wire


class Add(Wire):
    """`gate`: the file that must exist before the work goes on."""

    amount: int
    gate: str = ""
    labels: list[str] = []


class Gate(Wire):
    gate: str = ""


class Total(Wire):
    total: int


class TallyFull(Refusal):
    slug = "tally-full"
    title = "No more can be counted"


class Added(Event):
    amount: int

    @property
    def reference(self) -> dict[str, Any]:
        return {"amount": self.amount}


class Tally(Service):
    name = "tally"
    events = (Added,)

    add = Change(Add, Total, seconds=20)
    total = Query(Nothing, Total)
    wait = Query(Gate, Nothing, seconds=60)
    greet = Open(Nothing, Nothing)
    nap = Query(Nothing, Nothing, seconds=20)
    refuse = Query(Nothing, Nothing)
    fail = Query(Nothing, Nothing)
    time_out = Query(Nothing, Nothing)
    collide = Change(Add, Total)
    events_since = Feed(EventsSince, EventPage)
