"""The clients of both systems: sockets that note when bytes come, on one epoll in a process of its own.

They parse nothing but the mark of an event. What they cost is the same for both systems, and is nobody's latency but
for the microseconds that one `recv` waits for those before it. Stdlib only.
"""

import json
import re
import resource
import select
import socket
import sys
import time
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

AT_ONCE = 50
"""Streams that are being opened at the same time."""

OPEN_SECONDS = 60
LATER_SECONDS = 1
"""What a server that is too busy to open a stream asks for, in Retry-After."""

LARGEST_READ = 65_536
LONGEST_MARK = 40
"""What is kept of a chunk, since the next may begin in the middle of a mark."""

ENGINE_PING, ENGINE_PONG = b"\x81\x012", b"\x81\x81\x00\x00\x00\x003"
JOIN = b"\x81\x82\x00\x00\x00\x0040"
"""WebSocket frames: Engine.IO's heartbeat, its answer, and Socket.IO's wish to be connected."""


TOO_BUSY = b"HTTP/1.1 503"


class NotOpened(Exception):
    """A server that refuses, or says nothing. Carries the first bytes it answered."""


class Client:
    """One stream. `greet` looks at what has come and says whether the stream is open."""

    def __init__(self, address: tuple[str, int], request: bytes, number: int) -> None:
        self.number = number
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(0)
        self.socket.send(request)
        self.kept = b""
        self.is_open = self.is_sent_away = False

    def greet(self, chunk: bytes) -> None:
        raise NotImplementedError

    def receive(self, chunk: bytes) -> None:
        """What else the protocol wants of whoever reads."""


class StreamClient(Client):
    """Of QERO: server-sent events."""

    def __init__(self, address: tuple[str, int], number: int, cookie: str) -> None:
        request = f"GET /api/stream?v=1 HTTP/1.1\r\nHost: {address[0]}\r\nCookie: {cookie}\r\n\r\n"
        super().__init__(address, request.encode(), number)

    def greet(self, chunk: bytes) -> None:
        self.kept += chunk
        if self.kept.startswith(TOO_BUSY):
            self.is_sent_away = True
            return
        if not self.kept.startswith(b"HTTP/1.1 200"):
            raise NotOpened(self.kept[:500].decode(errors="replace"))
        self.is_open = b"event: hello" in self.kept or b"event:hello" in self.kept


class SocketIoClient(Client):
    """Of python-socketio: a WebSocket from the beginning."""

    def __init__(self, address: tuple[str, int], number: int, _cookie: str = "") -> None:
        request = (
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {address[0]}:{address[1]}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        super().__init__(address, request.encode(), number)
        self.asked = False

    def greet(self, chunk: bytes) -> None:
        self.kept += chunk
        if not self.kept.startswith(b"HTTP/1.1 101"):
            raise NotOpened(self.kept[:500].decode(errors="replace"))
        if not self.asked and b'0{"sid"' in self.kept:
            self.asked = True
            self.socket.send(JOIN)
        self.is_open = b'40{"sid"' in self.kept

    def receive(self, chunk: bytes) -> None:
        if ENGINE_PING in chunk:
            self.socket.send(ENGINE_PONG)


KINDS: dict[str, type[StreamClient | SocketIoClient]] = {"stream": StreamClient, "socketio": SocketIoClient}


class Clients:
    """All of one system. `arrived[client * events + event]` is when, in Unix seconds; 0 while it has not come."""

    def __init__(self, kind: str, host: str, port: int) -> None:
        self.kind = KINDS[kind]
        self.address = (host, port)
        self.epoll = select.epoll()
        self.clients: dict[int, Client] = {}
        self.places = self.closed = self.expected = 0
        self.mark = re.compile(rb"(?!)")
        self.events = 0
        self.arrived = array("d")
        self.delivered = self.repeated = self.bytes = 0

    def open(self, cookies: Sequence[str]) -> None:
        """One stream a cookie. Who is told to come later does. Raises NotOpened."""
        self.places = len(cookies)
        for first in range(0, len(cookies), AT_ONCE):
            numbers: Sequence[int] = range(first, min(first + AT_ONCE, len(cookies)))
            end = time.monotonic() + OPEN_SECONDS
            while numbers := self.sent_away(numbers, cookies):
                if time.monotonic() > end:
                    raise NotOpened(f"{len(numbers)} streams were told to come later for {OPEN_SECONDS} s")
                self.read(lambda: False, LATER_SECONDS)

    def sent_away(self, numbers: Sequence[int], cookies: Sequence[str]) -> list[int]:
        """Those of these that are to come again."""
        coming = [self.begin(number, cookies[number]) for number in numbers]
        self.read(lambda: all(one.is_open or one.is_sent_away for one in coming), OPEN_SECONDS)
        for one in coming:
            if not one.is_open and not one.is_sent_away:
                raise NotOpened(f"no greeting on stream {one.number}: {one.kept[:500]!r}")
            one.kept = b""
        return [one.number for one in coming if one.is_sent_away]

    def begin(self, number: int, cookie: str) -> Client:
        client = self.kind(self.address, number, cookie)
        self.clients[client.socket.fileno()] = client
        self.epoll.register(client.socket, select.EPOLLIN)
        return client

    def expect(self, mark: str, events: int) -> None:
        self.mark = re.compile(rb"bench:%s:(\d{6}):" % mark.encode())
        self.events = events
        self.expected = events * len(self.clients)
        self.arrived = array("d", bytes(8 * events * self.places))
        self.delivered = self.repeated = self.bytes = 0

    @property
    def is_complete(self) -> bool:
        return self.delivered == self.expected

    def read(self, until: Callable[[], bool], seconds: float) -> bool:
        """Until that is so, or as long; whether it is."""
        end = time.monotonic() + seconds
        while not (so := until()) and (left := end - time.monotonic()) > 0:
            for number, _events in self.epoll.poll(left):
                if client := self.clients.get(number):
                    self.receive(client)
                elif not self.other(number):
                    return until()
        return so

    def other(self, _number: int) -> bool:
        """Something else on the epoll can be read; whether to go on reading."""
        return True

    def receive(self, client: Client) -> None:
        try:
            chunk = client.socket.recv(LARGEST_READ)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        now = time.time()
        if not chunk:
            self.lose(client)
        elif client.is_open:
            self.note(client, chunk, now)
        else:
            client.greet(chunk)
            if client.is_sent_away:
                self.lose(client)

    def note(self, client: Client, chunk: bytes, now: float) -> None:
        self.bytes += len(chunk)
        client.receive(chunk)
        text = client.kept + chunk
        seen = 0
        for found in self.mark.finditer(text):
            place = client.number * self.events + int(found[1])
            if self.arrived[place]:
                self.repeated += 1
            else:
                self.arrived[place] = now
                self.delivered += 1
            seen = found.end()
        client.kept = text[max(seen, len(text) - LONGEST_MARK) :]

    def lose(self, client: Client) -> None:
        self.epoll.unregister(client.socket)
        del self.clients[client.socket.fileno()]
        client.socket.close()
        self.closed += client.is_open

    def close(self) -> None:
        for client in list(self.clients.values()):
            self.lose(client)


class Told(Clients):
    """Obeys lines of JSON on stdin, and answers each with one on stdout."""

    def other(self, _number: int) -> bool:
        """The bench has a new word."""
        return False

    def obey(self) -> None:
        self.epoll.register(sys.stdin, select.EPOLLIN)
        while True:
            # What comes between the rounds is read as well: a client that does not read is another measurement.
            self.read(lambda: False, OPEN_SECONDS)
            if select.select([sys.stdin], [], [], 0)[0]:
                line = sys.stdin.buffer.raw.readline()  # type: ignore[union-attr]
                if not line:
                    return
                print(json.dumps(self.answer(json.loads(line))), flush=True)

    def answer(self, told: dict[str, object]) -> dict[str, object]:
        match told["do"]:
            case "open":
                self.open(told["cookies"])  # type: ignore[arg-type]
                return {"open": len(self.clients)}
            case "expect":
                self.expect(str(told["mark"]), int(str(told["events"])))
                return {"ready": True}
            case _:
                self.read(lambda: self.is_complete, float(str(told["seconds"])))
                Path(str(told["file"])).write_bytes(self.arrived.tobytes())
                return {
                    "delivered": self.delivered,
                    "repeated": self.repeated,
                    "closed": self.closed,
                    "bytes": self.bytes,
                }


def may_open_many() -> None:
    """As many files as this user may have."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    may_open_many()
    kind, host, port = sys.argv[1:]
    Told(kind, host, int(port)).obey()
