"""All services' events, as this replica has them: handed on live, and read again for browsers that were away."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from pydantic import ValidationError

from contracts.bus import HEAD
from contracts.journal import LARGEST_EVENTS_PAGE, Entry, EventPage, EventsSince, Head, Reader
from contracts.wire import Refusal
from gateway import metrics
from gateway.bus import Later, unavailable
from gateway.calling import ServiceFailed
from gateway.live.cursor import UNKNOWN_EPOCH, Cursor
from gateway.live.lane import AskFeed, Lane
from gateway.together import Together

log = structlog.get_logger()

DEPLOYMENT = "accounts"
"""The service whose journal's epoch stands for the whole deployment."""

LONGEST_START_SECONDS = 10.0
"""After this, people are let in though a service was not heard of yet: its lane begins when it is there."""

MOST_READINGS = 8
"""Of journals, for browsers, at once."""

MOST_BEHIND = 500
"""Events a browser is told one by one after it was away; beyond that it fetches what it shows anew."""


@dataclass(frozen=True)
class Replay:
    """`reset`: expired, ahead, too_far, epoch or new_service; then there are no entries."""

    entries: list[Entry] = field(default_factory=list)
    reset: str | None = None


class Lanes:
    """`on_entry`, `on_reset` and `on_ephemeral` are set once, by whoever hands on; they never wait and never raise.

    They are called on the loop, within a service in the order of positions. When `on_entry` is called, `cursor()`
    has the entry's position already; when `on_reset` is, it has the position where the lane goes on. A lane that
    begins says so by `on_reset(service, "new_service")`: while a service has not begun it is in no cursor.
    """

    def __init__(self, feeds: Mapping[str, AskFeed], *, bus_is_usable: Callable[[], bool] = lambda: True) -> None:
        self.on_entry: Callable[[str, Entry], None] = lambda _service, _entry: None
        self.on_reset: Callable[[str, str], None] = lambda _service, _reason: None
        self.on_ephemeral: Callable[[dict[str, Any]], None] = lambda _told: None
        self.bus_is_usable = bus_is_usable
        self.lanes = {
            service: Lane(service, ask_feed, self.hand_on, self.tell_reset) for service, ask_feed in feeds.items()
        }
        self.first_connected_at: float | None = None
        self.readings = asyncio.Semaphore(MOST_READINGS)
        self.pages: Together[tuple[str, EventsSince], EventPage] = Together()
        self.following: list[asyncio.Task[None]] = []

    def hand_on(self, service: str, entry: Entry) -> None:
        try:
            self.on_entry(service, entry)
        except Exception:
            # One event that breaks those who hear it must not hold up what comes after it.
            log.exception("an event was not handed on", service=service, type=entry.type, position=entry.position)

    def tell_reset(self, service: str, reason: str) -> None:
        self.on_reset(service, reason)

    def start(self) -> None:
        """Returns at once; reading and waiting go on in the background."""
        self.following = [
            asyncio.create_task(lane.follow(), name=f"lane {service}") for service, lane in self.lanes.items()
        ]

    async def stop(self) -> None:
        tasks = [*self.following, *self.pages.under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def ready(self) -> bool:
        """Every lane has begun."""
        return all(lane.has_begun for lane in self.lanes.values())

    @property
    def may_open(self) -> bool:
        """Whether people may be let in. A service that stays away must not keep all others from them."""
        if self.ready:
            return True
        since = self.first_connected_at
        return since is not None and time.monotonic() - since > LONGEST_START_SECONDS

    @property
    def live(self) -> bool:
        """Nothing is known to be missing."""
        return self.bus_is_usable() and not any(lane.is_behind for lane in self.lanes.values())

    @property
    def epoch(self) -> str:
        """Of the deployment."""
        return self.lanes[DEPLOYMENT].epoch or UNKNOWN_EPOCH

    def heads(self) -> dict[str, int]:
        """What every stream has been handed so far. Without services that have not begun."""
        return {service: lane.position for service, lane in self.lanes.items() if lane.has_begun}

    def cursor(self) -> Cursor:
        return Cursor(self.epoch, self.heads())

    def connected(self) -> None:
        self.first_connected_at = self.first_connected_at or time.monotonic()
        for lane in self.lanes.values():
            lane.look_at_once()

    def disconnected(self) -> None:
        for lane in self.lanes.values():
            lane.is_behind = True

    def heard(self, service: str, routing_key: str, body: str | bytes) -> None:
        lane = self.lanes[service]
        try:
            told = (Head if routing_key == HEAD else Entry).model_validate_json(body)
        except ValidationError as error:
            # The journal has it too, and a reply that cannot be read is seen there.
            log.error("unreadable event", service=service, type=routing_key, faults=error.error_count())  # noqa: TRY400  its values are personal
            lane.look()
            return
        if isinstance(told, Head):
            lane.told(told)
        else:
            lane.heard(told)

    def heard_ephemeral(self, body: str | bytes) -> None:
        with contextlib.suppress(ValueError):
            told = json.loads(body)
            if isinstance(told, dict):
                self.on_ephemeral(told)

    async def replay(self, service: str, after: int, reader: Reader, upto: int) -> Replay:
        """What the reader may see of after < position <= upto. Raises Later when the service cannot be asked now."""
        lane = self.lanes.get(service)
        if lane is None or not lane.has_begun:
            return Replay(reset="new_service")
        kept = lane.ring.between(after, upto) if after <= lane.position else None
        if kept is not None:
            entries = [entry for entry in kept if entry.is_for(reader.team_id, reader.person_id)]
            replay = Replay(entries) if len(entries) <= MOST_BEHIND else Replay(reset="too_far")
        elif after > lane.position:
            replay = await self.beyond(lane, after)
        else:
            replay = await self.read(lane, after, reader, upto)
        metrics.resumes.labels(service, "reset" if replay.reset else "ring" if kept is not None else "rpc").inc()
        return replay

    async def beyond(self, lane: Lane, after: int) -> Replay:
        """Another replica may have been faster than this one; nobody is faster than the journal."""
        journal = await self.ask(lane, EventsSince(position=after, limit=0))
        if journal.epoch != lane.epoch:
            return Replay(reset="epoch")
        return Replay(reset="ahead" if after > journal.head else None)

    async def read(self, lane: Lane, after: int, reader: Reader, upto: int) -> Replay:
        entries: list[Entry] = []
        through = after
        while through < upto:
            wanted = EventsSince(position=through, limit=LARGEST_EVENTS_PAGE, reader=reader)
            page = await self.pages.ask((lane.service, wanted), partial(self.ask, lane, wanted))
            if page.epoch != lane.epoch:
                return Replay(reset="epoch")
            if page.floor > through:
                return Replay(reset="expired")
            entries += [entry for entry in page.entries if entry.position <= upto]
            if len(entries) > MOST_BEHIND:
                return Replay(reset="too_far")
            if page.through <= through:
                return Replay(reset="ahead")
            through = page.through
        return Replay(entries)

    async def ask(self, lane: Lane, wanted: EventsSince) -> EventPage:
        async with self.readings:
            try:
                return await lane.ask_feed(wanted)
            except Later:
                raise
            except (Refusal, ServiceFailed) as error:
                log.warning("cannot read a journal", service=lane.service, error=repr(error))
                raise unavailable("What happened meanwhile cannot be read for the moment.", 2) from error
