"""Applying events: effect, position and counters are one transaction. Knows the database and the service, no bus."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from contracts.journal import Entry, Head
from contracts.wire import Event
from kit import metrics, traces
from kit.database import Transactions, act_for_all, act_for_an_event
from kit.failpoints import reach
from kit.listening.parked import ParkedEvents
from kit.listening.place import Place, Places

Methods = Mapping[str, tuple[type[Event], Sequence[str]]]
"""By type of event: its class, and the names of the methods that hear it."""


@dataclass(frozen=True)
class Standing:
    """How far it is, how many events are parked, and which of these somebody wants tried again."""

    place: Place
    parked: int
    asked_again: Sequence[UUID]


@dataclass
class Effects:
    """What a service does about the events of one source. `service` in its methods is a worker's, with its store."""

    name: str
    source: str
    methods: dict[str, tuple[type[Event], list[str]]] = field(default_factory=dict)

    def apply(self, service: Any, entries: Sequence[Entry], epoch: str | None = None) -> Place:
        """The place afterwards: what comes too early or too late is left out.

        `epoch` is that of the journal the entries were read from; the bus does not tell it.
        """
        store: Transactions[Any] = service.store
        applied: Counter[str] = Counter()
        with store.transaction():
            places = self.places(store.connection)
            place = places.find(locked=True)
            if not place.epoch or epoch not in (None, place.epoch):
                return place
            position = place.position
            for entry in entries:
                if entry.position == position + 1:
                    self.perform(service, entry)
                    applied[entry.type] += 1
                    position += 1
            if applied:
                places.advance(position)
                reach("listener.before_commit")
        if applied:
            reach("listener.after_commit")
        for type_, count in applied.items():
            metrics.listener_applied.labels(self.name, self.source, type_).inc(count)
        return Place(place.epoch, position)

    def perform(self, service: Any, entry: Entry) -> None:
        if entry.type not in self.methods:
            return
        event_class, names = self.methods[entry.type]
        event = event_class.model_validate(entry.data)
        only_person = entry.audience[0] if entry.audience and len(entry.audience) == 1 else None
        service.store.heard = entry
        # What is done about an event belongs to what it came of.
        name = f"{self.name} hears {self.source}.{entry.type}"
        with traces.continued(name, traces.KIND.CONSUMER, request_id=entry.request_id, parent=entry.traceparent):
            act_for_an_event(service.store.connection, team_id=entry.team_id, person_id=only_person)
            for name in names:
                getattr(service, name)(event)

    def park(self, service: Any, entry: Entry, error: BaseException, attempts: int) -> None:
        with service.store.transaction():
            places = self.places(service.store.connection)
            if places.find(locked=True).position != entry.position - 1:
                return
            ParkedEvents(service.store.connection, self.name, self.source).park(entry, error, attempts=attempts)
            places.advance(entry.position)
        metrics.listener_parked.labels(self.name, self.source, entry.type).inc()

    def replay(self, service: Any, event_id: UUID) -> None:
        with service.store.transaction():
            act_for_all(service.store.connection)
            entry = ParkedEvents(service.store.connection, self.name, self.source).take(event_id)
            if entry:
                self.perform(service, entry)

    def failed_again(self, service: Any, event_id: UUID, error: BaseException) -> None:
        with service.store.transaction():
            act_for_all(service.store.connection)
            ParkedEvents(service.store.connection, self.name, self.source).failed_again(event_id, error)

    def look(self, service: Any) -> Standing:
        with service.store.transaction():
            places = self.places(service.store.connection)
            parked, asked_again = ParkedEvents(service.store.connection, self.name, self.source).kept()
            return Standing(places.find(), parked, asked_again)

    def tell_head(self, service: Any, head: Head, gaps_filled: int = 0) -> Place:
        with service.store.transaction():
            return self.places(service.store.connection).tell_head(head, gaps_filled=gaps_filled)

    def begin(self, service: Any, head: Head, position: int, *, was: Place) -> None:
        with service.store.transaction():
            self.places(service.store.connection).begin_at(Place(head.epoch, position), head, was=was)

    def places(self, connection: Connection) -> Places:
        act_for_all(connection)
        return Places(connection, self.name, self.source)
