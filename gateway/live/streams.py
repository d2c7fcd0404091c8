"""Every open stream of this gateway: who gets which frame, how many a person may have, when each beats and ends."""

import asyncio
import random
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import structlog

from contracts.accounts import Accounts, ProfileChanged, SessionEnded
from contracts.journal import Entry
from contracts.presence import SEEN
from contracts.wire import Caller, Unavailable
from gateway import metrics
from gateway.identity import Identities
from gateway.live import frames
from gateway.live.frames import Frame
from gateway.live.lanes import DEPLOYMENT, Lanes
from gateway.live.presence import PRESENCE, Presences
from gateway.live.stream import Stream
from gateway.live.typing import TYPING, typing_told
from gateway.refusals import TooManyStreams

log = structlog.get_logger()

TURN_SECONDS = 0.25
BEAT_VARIES = (0.87, 1.1)
"""Times the seconds between heartbeats: 15 ± 2."""
LIFETIME_VARIES = (0.8, 1.0)
SLOW_SECONDS = 10.0
"""A write that takes longer means that nobody reads."""

REAUTH_SECONDS = 15.0
"""A stream ends so long before its session does, which is less than `ENOUGH_SESSION_SECONDS`: no session opens two."""
ENOUGH_SESSION_SECONDS = 30.0

RETRY_SPREAD_MS = 4000
DRAIN_SECONDS_PER_STREAM = 0.02
LONGEST_DRAIN_SECONDS = 20.0
LAST_WORDS_SECONDS = 0.5


class Recipient(Protocol):
    """Whoever is told what happens: a stream, or a request that waits for something to happen."""

    caller: Caller

    def put(self, frame: Frame) -> None: ...

    def end(self, reason: str, retry_ms: int = 0) -> None: ...


@dataclass
class Waiter:
    """A request that waits for anything to happen that its person may know."""

    caller: Caller
    happened: asyncio.Event = field(default_factory=asyncio.Event)
    is_ended: bool = False
    is_revoked: bool = False

    def put(self, frame: Frame) -> None:
        if frame.kind in ("event", "reset"):
            self.happened.set()

    def end(self, reason: str, retry_ms: int = 0) -> None:  # noqa: ARG002  a recipient's form
        self.is_ended = True
        self.is_revoked = reason == "revoked"
        self.happened.set()


class Streams:
    """Everything is called on the loop, and nothing here waits but `keep` and `drain`."""

    def __init__(
        self,
        lanes: Lanes,
        identities: Identities,
        presences: Presences,
        *,
        beat_seconds: int,
        lifetime_minutes: float,
        most_per_person: int,
    ) -> None:
        self.lanes = lanes
        self.identities = identities
        self.presences = presences
        self.beat_seconds = beat_seconds
        self.lifetime_seconds = lifetime_minutes * 60
        self.most_per_person = most_per_person
        self.teams: dict[UUID, dict[UUID, list[Recipient]]] = {}
        self.open: set[Stream] = set()
        self.is_draining = False
        lanes.on_entry = self.on_entry
        lanes.on_reset = self.on_reset
        lanes.on_ephemeral = self.on_ephemeral
        metrics.streams_open.set_function(lambda: len(self.open))

    def check_open(self) -> None:
        """Raises Unavailable."""
        if self.is_draining:
            detail = "This gateway is about to stop."
            raise Unavailable(detail, facts={"retry_after": random.randint(1, RETRY_SPREAD_MS // 1000)})  # noqa: S311
        if not self.lanes.may_open:
            raise Unavailable("What happens cannot be heard for the moment.", facts={"retry_after": 1})

    def admit(self, stream: Stream, session_ends_at: datetime) -> None:
        """Raises TooManyStreams. An open stream never makes room for another, but for one of the same tab."""
        own = [one for one in self.of(stream.caller.person_id, stream.caller.team_id) if isinstance(one, Stream)]
        own = [one for one in own if not one.is_over]
        of_tab = [one for one in own if stream.tab and one.tab == stream.tab]
        self.check_room(len(own) - len(of_tab))
        for older in of_tab:
            older.end("superseded")
        self.plan(stream, session_ends_at)
        self.open.add(stream)
        self.add(stream)
        metrics.streams_opened.inc()

    def check_room(self, taken: int) -> None:
        if taken >= self.most_per_person:
            raise TooManyStreams(
                f"A person may have {self.most_per_person} open at a time.",
                facts={"limit": self.most_per_person, "retry_after": self.beat_seconds},
            )

    def plan(self, stream: Stream, session_ends_at: datetime) -> None:
        now = stream.opened_at = time.monotonic()
        stream.beats_at = now + self.beat_seconds * random.uniform(*BEAT_VARIES)  # noqa: S311  only spreads them out
        rotates_at = now + self.lifetime_seconds * random.uniform(*LIFETIME_VARIES)  # noqa: S311  the same
        reauth_at = now + session_ends_at.timestamp() - time.time() - REAUTH_SECONDS
        stream.ends_at = min(rotates_at, reauth_at)
        stream.planned_end = "rotate" if rotates_at < reauth_at else "reauth"

    def dismiss(self, stream: Stream) -> None:
        self.open.discard(stream)
        self.remove(stream)
        metrics.stream_seconds.labels(stream.reason).observe(time.monotonic() - stream.opened_at)

    def wait(self, caller: Caller) -> Waiter:
        """To be removed again. Raises TooManyStreams."""
        own = self.of(caller.person_id, caller.team_id)
        self.check_room(sum(isinstance(one, Waiter) for one in own))
        waiter = Waiter(caller)
        self.add(waiter)
        return waiter

    def add(self, recipient: Recipient) -> None:
        people = self.teams.setdefault(recipient.caller.team_id, {})
        people.setdefault(recipient.caller.person_id, []).append(recipient)

    def remove(self, recipient: Recipient) -> None:
        caller = recipient.caller
        people = self.teams[caller.team_id]
        people[caller.person_id].remove(recipient)
        if not people[caller.person_id]:
            del people[caller.person_id]
        if not people:
            del self.teams[caller.team_id]

    def of(self, person_id: UUID, team_id: UUID) -> list[Recipient]:
        return self.teams.get(team_id, {}).get(person_id, [])

    def everybody(self) -> Iterator[Recipient]:
        for people in list(self.teams.values()):
            for recipients in list(people.values()):
                yield from list(recipients)

    def on_entry(self, service: str, entry: Entry) -> None:
        people = self.teams.get(entry.team_id, {})
        audience = people if entry.audience is None else [one for one in entry.audience if one in people]
        if audience:
            frame = frames.event(service, entry, self.lanes.cursor())
            for person_id in audience:
                for recipient in people[person_id]:
                    recipient.put(frame)
        if service == Accounts.name:
            self.heed(entry)

    def on_reset(self, service: str, reason: str) -> None:
        cursor = self.lanes.cursor()
        # The epoch of accounts is everybody's: the other services' journals follow at once.
        services = cursor.positions if reason == "epoch" and service == DEPLOYMENT else [service]
        frame = frames.reset(services, reason, cursor)
        for recipient in self.everybody():
            recipient.put(frame)
        if service == Accounts.name and reason != "new_service":
            # Whose session has ended meanwhile is not known.
            self.identities.forget_everybody()
            for recipient in self.everybody():
                recipient.end("reauth", RETRY_SPREAD_MS)

    def on_ephemeral(self, told: dict[str, Any]) -> None:
        if told.get("type") == SEEN and (presence := self.presences.heard(told)):
            colleagues = [one for one in self.teams.get(presence.team_id, {}) if one != presence.person_id]
            self.tell({"type": PRESENCE, **presence.told}, presence.team_id, colleagues)
        elif told.get("type") == TYPING and (typing := typing_told(told)):
            self.tell({"type": TYPING, **typing.told}, typing.team_id, typing.to)

    def tell(self, told: Mapping[str, Any], team_id: UUID, person_ids: Iterable[UUID]) -> None:
        """What nobody keeps."""
        frame = frames.ephemeral(told)
        for person_id in person_ids:
            for recipient in self.of(person_id, team_id):
                recipient.put(frame)

    def heed(self, entry: Entry) -> None:
        """What accounts tells may close streams, here and on every other gateway."""
        if entry.type == SessionEnded.type:
            ended = SessionEnded.model_validate(entry.data)
            self.identities.forget_session(ended.session_id)
            for recipient in list(self.of(ended.person_id, entry.team_id)):
                if recipient.caller.session_id == ended.session_id:
                    recipient.end("revoked")
        elif entry.type == ProfileChanged.type:
            profile = ProfileChanged.model_validate(entry.data).profile
            self.identities.forget_person(profile.id)
            if not profile.active:
                self.presences.forget(profile.id)
            for recipient in list(self.of(profile.id, entry.team_id)):
                if not profile.active:
                    recipient.end("revoked")
                elif recipient.caller.role != profile.role:
                    recipient.end("reauth")

    async def keep(self) -> None:
        """For ever: one clock for all streams."""
        while True:
            await asyncio.sleep(TURN_SECONDS)
            try:
                self.turn(time.monotonic())
            except Exception:
                log.exception("a turn failed")

    def turn(self, now: float) -> None:
        for stream in self.open:
            if stream.sending_since and now - stream.sending_since > SLOW_SECONDS:
                stream.cut()
            elif now >= stream.ends_at:
                stream.end(stream.planned_end)
            elif now >= stream.beats_at:
                stream.beats_at = now + self.beat_seconds * random.uniform(*BEAT_VARIES)  # noqa: S311  as above
                stream.beat()

    async def drain(self, at_most: float) -> None:
        """Says goodbye to all, not at once: those who come back would come at once. Hangs up on who does not read."""
        self.is_draining = True
        leaving = list(self.everybody())
        random.shuffle(leaving)
        spread = min(LONGEST_DRAIN_SECONDS, len(leaving) * DRAIN_SECONDS_PER_STREAM, at_most)
        began = time.monotonic()
        for number, recipient in enumerate(leaving):
            # By the clock, for each sleep is longer than asked.
            await asyncio.sleep(max(0, began + spread * number / len(leaving) - time.monotonic()))
            recipient.end("deploy", random.randint(0, RETRY_SPREAD_MS))  # noqa: S311  only spreads them out
        await asyncio.sleep(LAST_WORDS_SECONDS if self.open else 0)
        for stream in list(self.open):
            stream.cut()
