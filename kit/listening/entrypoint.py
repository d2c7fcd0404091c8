"""`@hear(PersonalSettingsChanged)` and `@rebuild_from(Settings)`: what a service does about what others tell."""

from collections.abc import Callable
from typing import TypeVar

from nameko.extensions import Entrypoint, register_entrypoint

from contracts.wire import Event, Service
from kit.listening.asking import AskFeed
from kit.listening.listener import Listener

S = TypeVar("S")
E = TypeVar("E", bound=Event)
Hears = Callable[[S, E], None]
Rebuilds = Callable[[S, AskFeed], None]


def hear(event: type[E]) -> Callable[[Hears[S, E]], Hears[S, E]]:
    """Calls the method with each such event, once and in the journal's order.

    Its `self.store.transaction()` is the listener's, in which the position is kept too; it acts for the event's team
    and, when the event is for one person, for that person. What it raises is tried again, then parked.
    """

    def register(method: Hears[S, E]) -> Hears[S, E]:
        register_entrypoint(method, Hearing(event))
        return method

    return register


def rebuild_from(source: type[Service]) -> Callable[[Rebuilds[S]], Rebuilds[S]]:
    """Calls the method when what the events would say from here on is not enough: at the very first, and when the
    source's journal is another one or does not reach back so far.

    It reads what there is by the source's feeds, in transactions of its own, and may be called again at any time.
    Events go on from where the journal was before it began.
    """

    def register(method: Rebuilds[S]) -> Rebuilds[S]:
        register_entrypoint(method, Rebuilding(source))
        return method

    return register


def contract_of(event: type[Event]) -> type[Service]:
    for contract in Service.__subclasses__():
        if event in contract.events:
            return contract
    raise TypeError(f"no contract announces {event.__name__}")


class Listening(Entrypoint):
    """Lives as long as its listener, which it shares with all that hear the same source."""

    listener: Listener

    def stop(self) -> None:
        self.listener.stop()


class Hearing(Listening):
    def __init__(self, event: type[Event]) -> None:
        super().__init__()
        self.event = event
        self.listener = Listener(contract_of(event))

    def setup(self) -> None:
        self.listener.hears(self.event, self.method_name)


class Rebuilding(Listening):
    def __init__(self, source: type[Service]) -> None:
        super().__init__()
        self.listener = Listener(source)

    def setup(self) -> None:
        self.listener.rebuilds(self.method_name)


def heard_by(service_class: type) -> dict[str, set[type[Event]]]:
    """The events that a service hears, by the names of their sources."""
    heard: dict[str, set[type[Event]]] = {}
    for method in vars(service_class).values():
        for entrypoint in getattr(method, "nameko_entrypoints", ()):
            if isinstance(entrypoint, Hearing):
                heard.setdefault(contract_of(entrypoint.event).name, set()).add(entrypoint.event)
    return heard
