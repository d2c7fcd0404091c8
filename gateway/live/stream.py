"""One browser's connection: what waits for it, where it stands, its catching up, and its end."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence

from starlette.types import Receive, Scope, Send

from contracts.journal import Reader
from contracts.wire import Caller
from gateway import metrics
from gateway.bus import Later
from gateway.live import frames
from gateway.live.cursor import Cursor
from gateway.live.frames import Frame
from gateway.live.lanes import Lanes, Replay

MOST_WAITING = 64
MOST_WAITING_BYTES = 256 * 1024
MOST_WAITING_FOR_EPHEMERAL = MOST_WAITING // 2
LARGEST_WRITE = 32 * 1024
REPLAYED_AT_ONCE = 50
PAUSE = (0.5, 1.5)
"""Seconds before a journal that could not be read is asked again."""

SENT = {kind: metrics.frames_sent.labels(kind) for kind in frames.KINDS}

HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    # The connection ends with the stream: nothing waits in line behind it.
    (b"connection", b"close"),
]
ABORT = "qero.abort"
"""ASGI extension of our own server: hangs up without waiting for a peer that does not read."""


class Stream:
    """`cursor` is where the browser stands; None when what it gave cannot be read. One that gives nothing begins now.

    Two tasks: the request's own writes, another waits for the browser to leave.
    """

    __slots__ = (
        "abort",
        "beat_seconds",
        "beats_at",
        "bye",
        "caller",
        "conn",
        "cursor",
        "ends_at",
        "is_ahead",
        "is_beat_due",
        "is_behind",
        "is_gone",
        "is_padded",
        "lanes",
        "n",
        "opened_at",
        "planned_end",
        "reason",
        "resumed",
        "send",
        "sending_since",
        "sleeper",
        "tab",
        "waiting",
        "waiting_bytes",
    )

    def __init__(
        self,
        caller: Caller,
        conn: str,
        lanes: Lanes,
        *,
        given: str | None,
        tab: str,
        is_padded: bool,
        beat_seconds: int,
    ) -> None:
        self.caller = caller
        self.conn = conn
        self.lanes = lanes
        self.cursor = lanes.cursor() if given is None else Cursor.parse(given)
        self.resumed = given is not None and self.cursor is not None and self.cursor.epoch == lanes.epoch
        self.tab = tab
        self.is_padded = is_padded
        self.beat_seconds = beat_seconds
        self.waiting: list[Frame] = []
        self.waiting_bytes = 0
        self.is_behind = True
        """Events pass it by, and are read from the journal afterwards."""
        self.is_ahead = False
        """Another gateway had told it more than this one has heard of."""
        self.is_gone = False
        self.is_beat_due = False
        self.n = 0
        self.bye: Frame | None = None
        self.reason = "gone"
        self.opened_at = self.sending_since = 0.0
        self.beats_at = self.ends_at = float("inf")
        self.planned_end = "rotate"
        self.sleeper: asyncio.Future[None] | None = None
        self.abort: Callable[[], None] = lambda: None

    @property
    def is_over(self) -> bool:
        return self.bye is not None or self.is_gone

    def put(self, frame: Frame) -> None:
        """Never waits. What finds no room is found in the journal later, or was not worth it."""
        if self.is_behind or self.is_over:
            return
        if frame.kind == "ephemeral":
            if len(self.waiting) >= MOST_WAITING_FOR_EPHEMERAL or self.waiting_bytes * 2 >= MOST_WAITING_BYTES:
                return
        elif len(self.waiting) >= MOST_WAITING or self.waiting_bytes + frame.size > MOST_WAITING_BYTES:
            self.is_behind = True
            self.forget_waiting()
            return
        self.waiting.append(frame)
        self.waiting_bytes += frame.size
        self.wake()

    def beat(self) -> None:
        self.is_beat_due = True
        self.wake()

    def end(self, reason: str, retry_ms: int = 0) -> None:
        """Says goodbye, and nothing after it."""
        if self.bye is None:
            self.bye = frames.bye(reason, retry_ms)
            self.reason = reason
            self.forget_waiting()
            self.wake()

    def cut(self) -> None:
        """Hangs up on a browser that does not read."""
        self.reason = "slow"
        # First, so that the server knows it when this wakes.
        self.abort()
        self.leave()

    def leave(self) -> None:
        self.is_gone = True
        self.forget_waiting()
        self.wake()

    def forget_waiting(self) -> None:
        self.waiting, self.waiting_bytes = [], 0

    def wake(self) -> None:
        if self.sleeper is not None and not self.sleeper.done():
            self.sleeper.set_result(None)

    async def sleep(self) -> None:
        self.sleeper = asyncio.get_running_loop().create_future()
        await self.sleeper
        self.sleeper = None

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.abort = scope.get("extensions", {}).get(ABORT, self.abort)
        self.send = send
        watching = asyncio.create_task(self.watch(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await self.live()
            if self.bye is not None and not self.is_gone:
                await self.tell(self.bye.written(None, self.n), more=False)
        finally:
            watching.cancel()

    async def watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.leave()

    async def live(self) -> None:
        await self.greet()
        while not self.is_over:
            if self.is_behind:
                await self.catch_up()
            elif self.waiting or self.is_beat_due:
                taken = self.taken()
                await self.write(taken)
                if at := next((frame.at for frame in taken if frame.at), None):
                    metrics.commit_to_write_seconds.observe(max(0.0, time.time() - at))
            else:
                await self.sleep()

    async def greet(self) -> None:
        heads = self.lanes.cursor()
        hello = frames.hello(self.conn, heads, resumed=self.resumed, beats=self.beat_seconds)
        # Whoever is cut off right after it comes back with what it came with, and hears of a reset then.
        at = self.cursor or Cursor(heads.epoch, {})
        await self.tell((frames.PADDING if self.is_padded else b"") + hello.written(at, self.n))

    async def catch_up(self) -> None:
        """From where it stands to where the gateway stands now. What happens meanwhile waits."""
        self.forget_waiting()
        self.is_behind = self.is_ahead = False
        goal = self.lanes.cursor()
        if self.cursor is None or self.cursor.epoch != goal.epoch:
            reason = "epoch" if self.cursor else "bad_cursor"
            self.cursor = goal
            await self.write([frames.reset(goal.positions, reason, goal)])
            return
        known = {service: position for service, position in self.cursor.positions.items() if service in goal.positions}
        self.cursor = Cursor(goal.epoch, known)
        for service, upto in goal.positions.items():
            if self.cursor.positions.get(service) != upto:
                await self.catch_up_with(self.cursor, service, upto)
        self.is_ahead = self.cursor != goal

    async def catch_up_with(self, at: Cursor, service: str, upto: int) -> None:
        after = at.positions.get(service)
        replay = Replay(reset="new_service") if after is None else await self.replayed(at, service, upto)
        if replay.reset:
            await self.write([frames.reset([service], replay.reset, at.with_position(service, upto))])
            return
        entries = replay.entries
        while entries and not self.is_over:
            some, entries = entries[:REPLAYED_AT_ONCE], entries[REPLAYED_AT_ONCE:]
            await self.write([frames.event(service, each, at.with_position(service, each.position)) for each in some])
        self.cursor = at.with_position(service, max(after or 0, upto))

    async def replayed(self, at: Cursor, service: str, upto: int) -> Replay:
        """Tries until the service can be asked; empty when the stream has ended before."""
        reader = Reader(team_id=self.caller.team_id, person_id=self.caller.person_id)
        while not self.is_over:
            try:
                return await self.lanes.replay(service, at.positions[service], reader, upto)
            except Later:
                if self.is_beat_due:
                    self.is_beat_due = False
                    await self.write([frames.heartbeat(at, live=False)])
                await asyncio.sleep(random.uniform(*PAUSE))  # noqa: S311  only spreads the streams out
        return Replay()

    def taken(self) -> list[Frame]:
        """What waits. A heartbeat comes last: all before it has been told then."""
        taken = self.waiting
        self.forget_waiting()
        if self.is_beat_due:
            self.is_beat_due = False
            taken.append(frames.heartbeat(self.lanes.cursor(), live=self.lanes.live))
        return taken

    async def write(self, those: Sequence[Frame]) -> None:
        body, size = [], 0
        written: dict[str, int] = {}
        for frame in those:
            if self.is_over:
                break
            if frame.service and self.cursor and frame.position <= self.cursor.positions.get(frame.service, -1):
                continue
            self.n += frame.kind == "event"
            self.advance(frame)
            body.append(frame.written(self.cursor, self.n))
            size += frame.size
            written[frame.kind] = written.get(frame.kind, 0) + 1
            if size >= LARGEST_WRITE:
                await self.tell(b"".join(body))
                body, size = [], 0
        for kind, count in written.items():
            SENT[kind].inc(count)
        if body:
            await self.tell(b"".join(body))

    def advance(self, frame: Frame) -> None:
        """After a reset it goes on from there; else never back."""
        if frame.cursor is None or frame.cursor is self.cursor:
            return
        if not self.is_ahead or self.cursor is None or self.cursor.epoch != frame.cursor.epoch:
            self.cursor = frame.cursor
            return
        further = {
            service: position if service in frame.resets else max(position, self.cursor.positions.get(service, 0))
            for service, position in frame.cursor.positions.items()
        }
        self.is_ahead = further != frame.cursor.positions
        self.cursor = Cursor(frame.cursor.epoch, further) if self.is_ahead else frame.cursor

    async def tell(self, body: bytes, *, more: bool = True) -> None:
        self.sending_since = time.monotonic()
        await self.send({"type": "http.response.body", "body": body, "more_body": more})
        self.sending_since = 0.0
