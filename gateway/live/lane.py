"""One service's events on their way in: each once, in the order of its journal, whatever becomes of messages.

Messages are only hints: a gap in their positions, a notice of a later head, a new connection or a long silence make
the lane read the journal itself, and only what the journal says decides whether anything was lost for good.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable

import structlog

from contracts.journal import Entry, EventPage, EventsSince, Head
from contracts.wire import Refusal
from gateway import metrics
from gateway.calling import ServiceFailed
from gateway.live.ring import RING_LENGTH, Hole, Ring
from gateway.waiting import happens

log = structlog.get_logger()

PAGE = 200
SHORTEST_PAUSE = 0.2
LONGEST_PAUSE = 2.0
SILENCE_SECONDS = 15.0
"""Three notices of the head did not come: perhaps the broker has forgotten whom to tell."""

AskFeed = Callable[[EventsSince], Awaitable[EventPage]]
"""Raises a Refusal or ServiceFailed."""


class Lane:
    """`position`: everything up to it was handed to `on_entry`, or was there before the lane began."""

    def __init__(
        self,
        service: str,
        ask_feed: AskFeed,
        on_entry: Callable[[str, Entry], None],
        on_reset: Callable[[str, str], None],
    ) -> None:
        self.service = service
        self.ask_feed = ask_feed
        self.on_entry = on_entry
        self.on_reset = on_reset
        self.epoch: str | None = None
        self.head = 0
        self.ring = Ring(0)
        self.is_behind = True
        self.due = asyncio.Event()
        self.at_once = asyncio.Event()
        metrics.lane_position.labels(service).set_function(lambda: self.position)
        metrics.lane_head.labels(service).set_function(lambda: self.head)
        metrics.lane_lag.labels(service).set_function(lambda: max(0, self.head - self.position))

    @property
    def has_begun(self) -> bool:
        return self.epoch is not None

    @property
    def position(self) -> int:
        return self.ring.last

    def heard(self, entry: Entry) -> None:
        """A message of the relay: in any order, more than once, or never."""
        self.head = max(self.head, entry.position)
        if not self.has_begun:
            return  # The journal is asked once more after that.
        if entry.position == self.position + 1:
            self.take(entry)
        elif entry.position > self.position:
            if not self.is_behind:
                metrics.event_gaps.labels(self.service).inc()
            self.look()

    def told(self, head: Head) -> None:
        """The relay's notice. An old one may come late, so it proves nothing by itself."""
        if head.epoch != self.epoch or head.head != self.position:
            self.look()

    def look(self) -> None:
        """Something may be missing."""
        self.is_behind = True
        self.due.set()

    def look_at_once(self) -> None:
        """Also when it was tried a moment ago: the bus is back."""
        self.look()
        self.at_once.set()

    async def follow(self) -> None:
        """For ever. A journal that cannot be read is tried again; nobody else waits for it."""
        pause = SHORTEST_PAUSE
        while True:
            self.due.clear()
            self.at_once.clear()
            try:
                await self.catch_up()
            except (Refusal, ServiceFailed, Hole) as error:
                # Said once: it is tried many times until the service is back.
                if pause == SHORTEST_PAUSE:
                    log.warning("cannot read a journal", service=self.service, error=repr(error))
            except Exception:
                log.exception("a lane failed", service=self.service)
            else:
                pause = SHORTEST_PAUSE
                self.is_behind = self.due.is_set()
                await happens(self.due, within=SILENCE_SECONDS)
                continue
            self.is_behind = True
            rest = pause * random.uniform(0.5, 1)  # noqa: S311  only spreads the gateways out
            await happens(self.at_once, within=rest)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def catch_up(self) -> None:
        if not self.has_begun:
            await self.begin()
        while True:
            since = self.position
            page = await self.ask_feed(EventsSince(position=since, limit=PAGE))
            if reason := self.discontinuity(page, since):
                self.reset(page, reason)
                return
            for entry in page.entries:
                # The rest came as messages while the page was on its way.
                if entry.position > self.position:
                    self.take(entry)
                    metrics.events_pulled.labels(self.service).inc()
            self.head = max(page.head, self.position)
            if self.position >= page.head:
                return
            if self.position == since:
                raise Hole(f"nothing came after {since}, and the head is {page.head}")

    async def begin(self) -> None:
        """Fills the ring with what there is already, and hands on nothing of it."""
        start = await self.ask_feed(EventsSince(position=0, limit=0))
        ring = Ring(max(start.floor, start.head - RING_LENGTH))
        while ring.last < start.head:
            page = await self.ask_feed(EventsSince(position=ring.last, limit=PAGE))
            if page.epoch != start.epoch or not page.entries:
                raise Hole(f"the journal changed while it was read after {ring.last}")
            for entry in page.entries:
                ring.add(entry)
        self.ring, self.epoch, self.head = ring, start.epoch, max(start.head, ring.last)
        log.info("lane begun", service=self.service, position=self.position)
        self.on_reset(self.service, "new_service")

    def discontinuity(self, page: EventPage, since: int) -> str | None:
        """Why what the journal holds now does not continue what was handed on up to `since`."""
        if page.epoch != self.epoch:
            return "epoch"
        if page.head < since:
            return "ahead"
        return "expired" if page.floor > since else None

    def reset(self, page: EventPage, reason: str) -> None:
        log.warning("lane reset", service=self.service, reason=reason, position=self.position, head=page.head)
        self.ring, self.epoch, self.head = Ring(page.head), page.epoch, page.head
        metrics.lane_resets.labels(self.service, reason).inc()
        self.on_reset(self.service, reason)

    def take(self, entry: Entry) -> None:
        self.ring.add(entry)
        self.on_entry(self.service, entry)
