"""Following one source's journal: batches, retries, gaps, and building anew when it cannot be followed any more."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol, TypeVar

import structlog

from contracts.journal import LARGEST_EVENTS_PAGE, Entry, EventPage, EventsSince, Head
from contracts.wire import Call, Service
from kit import metrics
from kit.listening.applying import Effects, Standing
from kit.listening.asking import AskFeed, FeedClient, NoAnswer
from kit.listening.blame import Failure, is_passing, told_of
from kit.listening.place import Place

log = structlog.get_logger()

RETRY_AFTER = (0.2, 0.6, 1.6, 3.6)
"""Seconds: the longest that one event may hold up the rest is their sum."""

T = TypeVar("T")


class Work(Protocol):
    """What the follower needs of its process."""

    def do(self, task: Callable[[Any], T]) -> T:
        """With a service whose dependencies are there, in a worker."""

    def rest(self, seconds: float) -> None:
        """Raises Stopped when the process stops meanwhile."""

    def is_stopping(self) -> bool: ...


class Follower:
    """`rebuild_method` is the name of the service's method, or nothing."""

    def __init__(self, name: str, source: type[Service], work: Work) -> None:
        self.effects = Effects(name, source.name)
        self.events_since: Call[EventsSince, EventPage] = source.calls()["events_since"]
        self.rebuild_method: str | None = None
        self.work = work

    def apply(self, entries: Sequence[Entry], epoch: str | None = None) -> Place:
        """The place afterwards. What fails alone is parked; a database that is away raises."""
        in_order = sorted(entries, key=lambda entry: entry.position)
        if len(in_order) > 1:
            try:
                return self.work.do(lambda service: self.effects.apply(service, in_order, epoch))
            except Failure as error:
                if is_passing(error):
                    raise
        place = None
        for entry in in_order:
            place = self.apply_or_park(entry, epoch)
            if place.position < entry.position:
                break
        return place or self.look().place

    def apply_or_park(self, entry: Entry, epoch: str | None) -> Place:
        attempts = 0
        while True:
            try:
                return self.work.do(lambda service: self.effects.apply(service, [entry], epoch))
            except Failure as error:
                if is_passing(error):
                    raise
                attempts += 1
                if attempts > len(RETRY_AFTER):
                    return self.park(entry, error, attempts)
            metrics.listener_retries.labels(self.effects.name, self.effects.source, entry.type).inc()
            self.work.rest(RETRY_AFTER[attempts - 1])

    def park(self, entry: Entry, error: BaseException, attempts: int) -> Place:
        log.error(
            "an event was parked",
            source=self.effects.source,
            event_id=str(entry.event_id),
            type=entry.type,
            **told_of(error),
        )
        self.work.do(lambda service: self.effects.park(service, entry, error, attempts))
        return self.look().place

    def look(self) -> Standing:
        return self.work.do(self.effects.look)

    def replay(self, event_id: Any) -> None:
        try:
            self.work.do(lambda service: self.effects.replay(service, event_id))
        except Failure as error:
            if is_passing(error):
                raise
            log.warning("an event failed again", source=self.effects.source, event_id=str(event_id), **told_of(error))
            self.work.do(partial(self.effects.failed_again, event_id=event_id, error=error))

    def tell_head(self, head: Head, gaps_filled: int = 0) -> Place:
        return self.work.do(lambda service: self.effects.tell_head(service, head, gaps_filled))

    def catch_up(self) -> Head:
        """All that the journal holds. Raises NoAnswer while the source is away."""
        gaps_filled = 0
        with FeedClient(self.effects.name, self.work.is_stopping) as ask_feed:
            while True:
                place = self.look().place
                page = ask_feed(self.events_since, EventsSince(position=place.position, limit=LARGEST_EVENTS_PAGE))
                if not place.continues_with(page):
                    self.rebuild(ask_feed, place)
                    continue
                reached = self.apply(page.entries, page.epoch)
                if reached.epoch != page.epoch:
                    continue
                if reached.position < page.through:
                    raise NoAnswer(f"the journal of {self.effects.source} leaves out what follows {reached.position}")
                if reached.position > place.position:
                    gaps_filled = 1
                if page.through >= page.head:
                    break
        self.tell_head(page, gaps_filled)
        metrics.listener_gaps_filled.labels(self.effects.name, self.effects.source).inc(gaps_filled)
        return page

    def rebuild(self, ask_feed: AskFeed, was: Place) -> None:
        """The head is read first: what happens meanwhile is heard again, and changes nothing the second time."""
        head = ask_feed(self.events_since, EventsSince(position=0, limit=0))
        log.warning("building anew", source=self.effects.source, was=was.epoch, epoch=head.epoch, head=head.head)
        position = head.floor
        if method := self.rebuild_method:
            self.work.do(lambda service: getattr(service, method)(ask_feed))
            position = head.head
        self.work.do(lambda service: self.effects.begin(service, head, position, was=was))
        metrics.listener_rebuilds.labels(self.effects.name, self.effects.source).inc()
        log.info("built anew", source=self.effects.source, position=position)
