"""One browser's live stream, read as it comes: `Stream` is one connection, `Browser` comes back by its cursor.

Both hold what they hear to the wire format. What broke it is in `faults`, a sentence each.
"""

import contextlib
import http.client
import json
import random
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

import httpx
from support.waiting import eventually

SILENCE_SECONDS = 40
"""A stream that says nothing for so long is dead: its heartbeats come every 15 ± 2 seconds."""

WITH_ID = {"hello", "event", "hb", "reset"}
WITHOUT_ID = {"ephemeral", "bye"}
BYES = {"rotate", "deploy", "reauth", "superseded", "revoked"}


@dataclass(frozen=True)
class Frame:
    event: str
    id: str | None
    data: dict[str, Any]


class Frames:
    """What bytes say in the form of text/event-stream, wherever they are cut."""

    def __init__(self) -> None:
        self.unread = b""

    def feed(self, arrived: bytes) -> list[Frame]:
        *whole, self.unread = (self.unread + arrived).split(b"\n\n")
        frames = [self.frame(lines.decode()) for lines in whole]
        return [frame for frame in frames if frame]

    def frame(self, lines: str) -> Frame | None:
        """None for a comment."""
        fields = dict(line.split(": ", 1) for line in lines.split("\n") if line and not line.startswith(":"))
        return Frame(fields["event"], fields.get("id"), json.loads(fields["data"])) if fields else None


def positions_of(cursor: str) -> dict[str, int]:
    """`7f3a;chat:812,contacts:40` without its epoch."""
    pairs = (pair.split(":") for pair in cursor.partition(";")[2].split(",") if pair)
    return {service: int(position) for service, position in pairs}


@dataclass
class Checked:
    """Frames of one connection in their order, and what is wrong with them."""

    frames: list[Frame] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    cursor: str = ""
    n: int = 0

    def take(self, frame: Frame) -> None:
        if not self.frames and frame.event != "hello":
            self.faults.append(f"begins with {frame.event}")
        if frame.event not in WITH_ID | WITHOUT_ID or (frame.id is not None) != (frame.event in WITH_ID):
            self.faults.append(f"{frame.event} with the id {frame.id}")
        getattr(self, f"take_{frame.event}", lambda _frame: None)(frame)
        self.cursor = frame.id or self.cursor
        self.frames.append(frame)

    def take_event(self, frame: Frame) -> None:
        service, position = frame.data["service"], frame.data["position"]
        self.n += 1
        if frame.data["n"] != self.n:
            self.faults.append(f"event {frame.data['n']} comes as number {self.n}")
        if position <= positions_of(self.cursor).get(service, 0):
            self.faults.append(f"{service}:{position} comes again, or late")
        if positions_of(frame.id or "").get(service) != position:
            self.faults.append(f"{service}:{position} has the id {frame.id}")

    def take_hb(self, frame: Frame) -> None:
        if frame.data["n"] != self.n:
            self.faults.append(f"hb counts {frame.data['n']} events where {self.n} came")
        before, now = positions_of(self.cursor), positions_of(frame.id or "")
        if any(now.get(service, 0) < position for service, position in before.items()):
            self.faults.append(f"hb leads back from {self.cursor} to {frame.id}")

    def take_bye(self, frame: Frame) -> None:
        if frame.data["reason"] not in BYES:
            self.faults.append(f"bye for {frame.data['reason']}")


class Stream:
    """One connection. Opened when made; read by a thread until it ends or is closed."""

    def __init__(
        self,
        address: str,
        cookies: httpx.Cookies | dict[str, str],
        *,
        last_event_id: str | None = None,
        receive_buffer: int | None = None,
        on_frame: Callable[[Frame], None] = lambda _frame: None,
        **query: Any,
    ) -> None:
        at = urlsplit(address)
        self.checked = Checked()
        self.ended = threading.Event()
        self.reads = threading.Event()
        self.reads.set()
        self.on_frame = on_frame
        self.connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=SILENCE_SECONDS)
        if receive_buffer:
            self.connection._create_connection = small_window(receive_buffer)  # type: ignore[attr-defined]
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in dict(cookies).items())}
        if last_event_id is not None:
            headers["Last-Event-ID"] = last_event_id
        asked = urlencode({"v": 1, **{name: value for name, value in query.items() if value is not None}})
        self.connection.request("GET", f"/api/stream?{asked}", headers=headers)
        self.socket = self.connection.sock
        self.answer = self.connection.getresponse()
        self.status = self.answer.status
        self.headers = self.answer.headers
        self.problem: dict[str, Any] = {}
        if self.status == httpx.codes.OK:
            self.reader = threading.Thread(target=self.read, daemon=True)
            self.reader.start()
        else:
            self.problem = json.loads(self.answer.read() or b"{}")
            self.ended.set()

    @classmethod
    def of(cls, client: httpx.Client, **options: Any) -> Self:
        """In the browser that `client` is: with its cookies, to its address."""
        return cls(str(client.base_url), client.cookies, **options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self) -> None:
        frames = Frames()
        try:
            while self.reads.wait() and (arrived := self.answer.read1(65_536)):
                for frame in frames.feed(arrived):
                    self.checked.take(frame)
                    self.on_frame(frame)
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            pass  # Cut off, by either end: what matters is what had come.
        finally:
            self.ended.set()

    def close(self) -> None:
        """As a browser that is closed does: without a word."""
        self.reads.set()
        if self.status == httpx.codes.OK:
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)
            self.reader.join(10)
        self.connection.close()

    def stall(self) -> None:
        """Reads no more, and does not hang up."""
        self.reads.clear()

    @property
    def cursor(self) -> str:
        """The last id that came: where another stream goes on."""
        return self.checked.cursor

    @property
    def faults(self) -> list[str]:
        return self.checked.faults

    @property
    def frames(self) -> list[Frame]:
        return list(self.checked.frames)

    def all(self, event: str) -> list[dict[str, Any]]:
        """The data of every frame of this kind that has come."""
        return [frame.data for frame in self.frames if frame.event == event]

    @property
    def events(self) -> list[dict[str, Any]]:
        return self.all("event")

    @property
    def bye(self) -> dict[str, Any] | None:
        return next(iter(self.all("bye")), None)

    def first(self, event: str, wanted: Callable[[dict[str, Any]], bool] = lambda _data: True) -> dict[str, Any]:
        """The data of the first such frame, waited for."""
        return eventually(lambda: next((data for data in self.all(event) if wanted(data)), None))

    def hello(self) -> dict[str, Any]:
        return self.first("hello")

    def ends(self) -> dict[str, Any] | None:
        """Waits for the end; gives the bye, when there was one."""
        eventually(self.ended.is_set)
        return self.bye


class Browser:
    """Comes back by its cursor whenever its stream ends, until it is closed or told to stay away.

    `events` are the delivered ones over all connections, once each by position as a client keeps them; `repeated` are
    those that came again, which a client drops. A reset is kept in `resets`: what it skips is never in `events`.
    """

    def __init__(self, address: str, cookies: httpx.Cookies | dict[str, str], *, seed: int = 0, **query: Any) -> None:
        self.address = address
        self.cookies = cookies
        self.query = query
        self.chance = random.Random(seed)
        self.events: list[dict[str, Any]] = []
        self.repeated: list[dict[str, Any]] = []
        self.resets: list[dict[str, Any]] = []
        self.faults: list[str] = []
        self.refusals: list[int] = []
        self.connections = 0
        self.cursor: str | None = None
        self.stream: Stream | None = None
        self.closing = threading.Event()
        self.runner = threading.Thread(target=self.run, daemon=True)
        self.runner.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self) -> None:
        while not self.closing.is_set():
            pause = self.connect()
            if pause is None:
                return
            self.closing.wait(pause)

    def connect(self) -> float | None:
        """One stream until its end; gives the seconds to stay away, None for ever."""
        query = {**self.query, "since": self.cursor}
        try:
            stream = Stream(self.address, self.cookies, on_frame=self.take, **query)
        except (OSError, http.client.HTTPException, ValueError):
            return self.chance.uniform(0.1, 0.5)
        self.stream = stream
        with stream:
            if stream.status == httpx.codes.OK:
                self.connections += 1
            else:
                self.refusals.append(stream.status)
                if stream.status in (401, 403):
                    return None
                return float(stream.headers.get("Retry-After", 1)) + self.chance.random() / 2
            while not stream.ended.wait(0.1):
                if self.closing.is_set():
                    break
        self.faults += stream.faults
        bye = stream.bye
        if bye is None:
            return self.chance.uniform(0.1, 0.5)
        if bye["reason"] in ("superseded", "revoked"):
            return None
        return self.chance.uniform(0, bye["retry_ms"] / 1000)

    def take(self, frame: Frame) -> None:
        if frame.event == "event":
            seen = positions_of(self.cursor or "").get(frame.data["service"], 0)
            (self.repeated if frame.data["position"] <= seen else self.events).append(frame.data)
        if frame.event == "reset":
            self.resets.append(frame.data)
        self.cursor = frame.id or self.cursor

    def close(self) -> None:
        self.closing.set()
        self.runner.join(15)


def small_window(size: int) -> Callable[..., socket.socket]:
    """Of a peer that the server feels early: a kernel would else take megabytes for it."""

    def connect(address: tuple[str, int], timeout: float, _source: object = None) -> socket.socket:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)
        connection.settimeout(timeout)
        connection.connect(address)
        return connection

    return connect
