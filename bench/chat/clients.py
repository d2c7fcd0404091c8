"""The members of one system: all of them read on a stream each, and the first of them post. Stdlib only.

One process on one epoll, as in `bench.live`: it costs the same for both systems, but for how they are posted to. QERO's
members post by requests, on a connection each; those of socket.io on the WebSocket that they read from.

python -m bench.chat.clients KIND HOST PORT
"""

import json
import operator
import re
import select
import sys
import time
from array import array
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from bench.live.clients import Client, SocketIoClient, StreamClient, Told, may_open_many
from bench.live.orders import note
from bench.reads.clients import Connection

LONGEST_ANSWER_SECONDS = 30
TEXT_LENGTH = 200
SHORT_FRAME = 126
LONGEST_ACKNOWLEDGEMENT = 40
ACKNOWLEDGED = re.compile(rb'43(\d+)\[\{"number"')


@dataclass(frozen=True)
class Order:
    """At most `messages`, until `seconds` are over; `rate` a second, or each as soon as the last one was answered."""

    mark: str
    messages: int
    seconds: float
    rate: float | None
    posters: int
    path: str
    drain_seconds: float
    file: str


class Poster(Protocol):
    """One message at a time."""

    def post(self, id: str, text: str) -> None: ...

    def close(self) -> None: ...


class RequestPoster:
    def __init__(self, address: tuple[str, int], path: str, cookie: str) -> None:
        self.connection = Connection(address)
        self.head = (
            f"POST {path} HTTP/1.1\r\nHost: {address[0]}\r\nCookie: {cookie}\r\nContent-Type: application/json\r\n"
        )

    @property
    def number(self) -> int:
        return self.connection.socket.fileno()

    def post(self, id: str, text: str) -> None:
        body = json.dumps({"id": id, "text": text})
        self.connection.ask(f"{self.head}Idempotency-Key: {id}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())

    def close(self) -> None:
        self.connection.socket.close()


class TalkingSocket(SocketIoClient):
    """`answered`: how many of its posts."""

    def __init__(self, address: tuple[str, int], number: int, cookie: str = "") -> None:
        super().__init__(address, number, cookie)
        self.author_id = str(uuid4())
        self.posts = self.answered = 0
        self.end = b""

    def post(self, id: str, text: str) -> None:
        self.posts += 1
        told = json.dumps(["post", {"id": id, "author_id": self.author_id, "text": text}])
        self.socket.sendall(as_frame(f"42{self.posts}{told}".encode()))

    def receive(self, chunk: bytes) -> None:
        super().receive(chunk)
        if self.answered < self.posts:
            text = self.end + chunk
            self.end = text[-LONGEST_ACKNOWLEDGEMENT:]
            self.answered = max((int(found[1]) for found in ACKNOWLEDGED.finditer(text)), default=self.answered)

    def close(self) -> None:
        """It goes on reading."""


KINDS: dict[str, type[StreamClient | SocketIoClient]] = {"stream": StreamClient, "socketio": TalkingSocket}


def as_frame(payload: bytes) -> bytes:
    """Of a WebSocket's client: masked, by a mask that changes nothing."""
    size = len(payload)
    head = bytes([0x80 | size]) if size < SHORT_FRAME else b"\xfe" + size.to_bytes(2, "big")
    return b"\x81" + head + bytes(4) + payload


class Members(Told):
    def __init__(self, kind: str, host: str, port: int) -> None:
        super().__init__(kind, host, port)
        self.kind = KINDS[kind]
        self.cookies: Sequence[str] = []
        self.free: deque[Poster] = deque()
        self.asking: dict[int, RequestPoster] = {}
        """By the number of their connection."""
        self.posting: dict[Poster, int] = {}
        self.answered_at = array("d")

    def open(self, cookies: Sequence[str]) -> None:
        super().open(cookies)
        self.cookies = cookies

    def answer(self, told: dict[str, object]) -> dict[str, object]:
        if told["do"] == "post":
            return self.carry_out(Order(**told["order"]))  # type: ignore[arg-type]
        return super().answer(told)

    def other(self, number: int) -> bool:
        if poster := self.asking.get(number):
            if poster.connection.has_answer():
                self.is_answered(poster)
            return True
        return super().other(number)

    def note(self, client: Client, chunk: bytes, now: float) -> None:
        super().note(client, chunk, now)
        if isinstance(client, TalkingSocket) and client in self.posting and client.answered == client.posts:
            self.is_answered(client)

    def is_answered(self, poster: Poster) -> None:
        self.answered_at[self.posting.pop(poster)] = time.time()
        self.free.append(poster)

    def carry_out(self, order: Order) -> dict[str, Any]:
        self.expect(order.mark, order.messages)
        self.answered_at = array("d", bytes(8 * order.messages))
        self.free.extend(self.posters(order))
        sent_at = self.post(order)
        posted = len(sent_at)
        self.expected = posted * len(self.clients)
        self.read(lambda: not self.posting and self.is_complete, order.drain_seconds)
        for poster in self.free:
            poster.close()
        self.free.clear()
        self.asking.clear()
        answers = array("d", map(operator.sub, self.answered_at[:posted], sent_at))
        hearing = array("d", self.hearing(order, sent_at))
        Path(order.file).write_bytes(answers.tobytes() + hearing.tobytes())
        return {
            "posted": posted,
            "seconds": max(self.arrived) - sent_at[0],
            "delivered": self.delivered,
            "repeated": self.repeated,
            "closed": self.closed,
        }

    def posters(self, order: Order) -> Sequence[Poster]:
        if self.kind is TalkingSocket:
            return [one for one in self.clients.values() if isinstance(one, TalkingSocket)][: order.posters]
        posters = [RequestPoster(self.address, order.path, cookie) for cookie in self.cookies[: order.posters]]
        for poster in posters:
            self.asking[poster.number] = poster
            self.epoll.register(poster.number, select.EPOLLIN)
        return posters

    def post(self, order: Order) -> "array[float]":
        """When each was sent."""
        sent_at = array("d")
        began = time.monotonic()
        for number in range(order.messages):
            due = began + (number / order.rate if order.rate else 0)
            self.read(lambda: False, due - time.monotonic())
            if not self.read(lambda: bool(self.free), LONGEST_ANSWER_SECONDS):
                raise TimeoutError(f"no answer within {LONGEST_ANSWER_SECONDS} s")
            if time.monotonic() - began > order.seconds:
                break
            poster = self.free.popleft()
            self.posting[poster] = number
            sent_at.append(time.time())
            poster.post(str(uuid4()), note(order.mark, number).ljust(TEXT_LENGTH, "."))
        return sent_at

    def hearing(self, order: Order, sent_at: Sequence[float]) -> list[float]:
        """Seconds from each post to each member."""
        hearing: list[float] = []
        for first in range(0, len(self.arrived), order.messages):
            arrived = self.arrived[first : first + len(sent_at)]
            hearing += [at - sent for at, sent in zip(arrived, sent_at, strict=True) if at]
        return hearing


if __name__ == "__main__":
    may_open_many()
    kind, host, port = sys.argv[1:]
    Members(kind, host, int(port)).obey()
