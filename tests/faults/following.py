"""Live streams of many browsers on one loop. Each comes back by its cursor, to any gateway."""

import asyncio
import random
import re
import time
from collections import Counter
from urllib.parse import quote, urlsplit

from faults.ground import an_address
from faults.people import Person
from support.streams import SILENCE_SECONDS, Checked, Frame, Frames, positions_of

CONNECT_SECONDS = 10
PAUSES = (0.1, 0.5)
OK = 200
REFUSED_FOR_EVER = (401, 403)
LONGEST_PAUSE = 2.0


class Follower:
    """`heard` is every event frame that came, over all its connections, in the order of arrival."""

    def __init__(self, person: Person, addresses: list[str], seed: str) -> None:
        self.person = person
        self.addresses = addresses
        self.chance = random.Random(seed)
        self.cursor: str | None = None
        self.began: dict[str, int] = {}
        """By service the position after which everything has to come; a reset moves it on."""
        self.heard: list[tuple[str, int, str]] = []
        """Service, position, event id."""
        self.words: dict[str, float] = {}
        """Keys of changes, and when each was heard of first by `time.monotonic()`."""
        self.faults: list[str] = []
        self.resets: list[tuple[int, dict[str, int], str]] = []
        """How many events had been heard, the cursor before, and what was said."""
        self.answers: Counter[str] = Counter()
        self.connections = 0
        self.away: list[float] = []
        """Seconds from the end of each stream to the hello of the next."""
        self.ended_at: float | None = None
        self.is_open = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.task = asyncio.create_task(self.follow())

    async def stop(self) -> None:
        if self.task:
            self.task.cancel()
            await asyncio.wait([self.task])

    async def follow(self) -> None:
        while True:
            try:
                pause = await self.one_stream(self.chance.choice(self.addresses))
            except (OSError, asyncio.IncompleteReadError, ValueError) as error:
                self.answers[type(error).__name__] += 1
                pause = self.chance.uniform(*PAUSES)
            finally:
                if self.is_open.is_set():
                    self.ended_at = time.monotonic()
                self.is_open.clear()
            await asyncio.sleep(pause)

    async def one_stream(self, address: str) -> float:
        """Until it ends; gives how long to stay away."""
        at = urlsplit(address)
        async with asyncio.timeout(CONNECT_SECONDS):
            reader, writer = await asyncio.open_connection(at.hostname, at.port)
        try:
            writer.write(self.request(at.netloc))
            async with asyncio.timeout(CONNECT_SECONDS):
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
            status = int(head.split(" ", 2)[1])
            self.answers[str(status)] += 1
            if status != OK:
                return retry_after(head) + self.chance.uniform(*PAUSES)
            self.connections += 1
            return await self.read(reader)
        finally:
            writer.close()

    def request(self, host: str) -> bytes:
        since = f"&since={quote(self.cursor)}" if self.cursor else ""
        lines = [
            f"GET /api/stream?v=1{since} HTTP/1.1",
            f"Host: {host}",
            f"Cookie: {self.person.cookie}",
            f"X-Forwarded-For: {an_address(self.chance)}",
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    async def read(self, reader: asyncio.StreamReader) -> float:
        checked = Checked()
        frames = Frames()
        try:
            while not any(frame.event == "bye" for frame in checked.frames[-1:]):
                async with asyncio.timeout(SILENCE_SECONDS):
                    size = int(await reader.readuntil(b"\r\n"), 16)
                    chunk = await reader.readexactly(size + 2)
                if size == 0:
                    break
                for frame in frames.feed(chunk[:-2]):
                    checked.take(frame)
                    self.take(frame)
        finally:
            self.faults += checked.faults
        if checked.frames and checked.frames[-1].event == "bye":
            bye = checked.frames[-1].data
            self.answers[f"bye {bye['reason']}"] += 1
            return self.chance.uniform(0, min(bye["retry_ms"] / 1000, LONGEST_PAUSE))
        return self.chance.uniform(*PAUSES)

    def take(self, frame: Frame) -> None:
        match frame.event:
            case "hello":
                if self.cursor is None:
                    self.began = positions_of(frame.id or "")
                if self.ended_at is not None:
                    self.away.append(time.monotonic() - self.ended_at)
                self.is_open.set()
            case "event":
                told = frame.data
                self.heard.append((told["service"], told["position"], told["event_id"]))
                for word in words_of(told["data"]):
                    self.words.setdefault(word, time.monotonic())
            case "reset":
                self.resets.append((len(self.heard), positions_of(self.cursor or ""), str(frame.data)))
                self.moved_on(positions_of(frame.id or ""), frame.data["services"])
        self.cursor = frame.id or self.cursor

    def moved_on(self, now: dict[str, int], services: list[str]) -> None:
        """What was skipped is fetched as a snapshot: from here on everything has to come again."""
        self.heard = [one for one in self.heard if one[0] not in services]
        self.began |= {service: now[service] for service in services if service in now}


def retry_after(head: str) -> float:
    """Seconds that an answer asks to stay away for."""
    found = re.search(r"(?im)^retry-after: (\d+)", head)
    return float(found[1]) if found else 0.0


def words_of(data: dict[str, dict[str, str]]) -> set[str]:
    """The key that an event of our load was made with."""
    records = (data.get(name, {}) for name in ("contact", "call_log", "settings", "message"))
    fields = ("name", "notes", "note", "follow_up_note", "text")
    return {word for record in records for name in fields if (word := record.get(name))}
