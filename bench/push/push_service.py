"""A push service that takes all and answers at once, in a process of its own: it opens nothing. Stdlib only.

Told `begin` it forgets what it has counted; `count` and `end` give what has come since.

python -m bench.push.push_service HOST PORT
"""

import asyncio
import base64
import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
ANSWER = b"HTTP/1.1 201 Created\r\nLocation: /m/1\r\nTTL: 0\r\nContent-Length: 0\r\n\r\n"


@dataclass
class Counts:
    """`first_at` and `last_at` are by a clock of this process; `first` is all of the first request."""

    first_at: float = 0
    last_at: float = 0
    connections: int = 0
    requests: Counter[bytes] = field(default_factory=Counter)
    """By path."""
    first: bytes = b""

    def note(self, request: bytes) -> None:
        self.last_at = time.perf_counter()
        if not self.first:
            self.first_at, self.first = self.last_at, request
        self.requests[request.split(b" ", 2)[1]] += 1

    @property
    def so_far(self) -> dict[str, Any]:
        return {"requests": self.requests.total(), "seconds": self.last_at - self.first_at}


class PushService:
    def __init__(self) -> None:
        self.counts = Counts()

    def answer(self, told: dict[str, Any]) -> dict[str, Any]:
        match told["do"]:
            case "begin":
                self.counts = Counts()
            case "end":
                by_path = {path.decode(): count for path, count in self.counts.requests.items()}
                first = base64.b64encode(self.counts.first).decode()
                connections = self.counts.connections
                return {**self.counts.so_far, "by_path": by_path, "connections": connections, "first": first}
        return self.counts.so_far


class Connection(asyncio.Protocol):
    def __init__(self, service: PushService) -> None:
        self.service = service
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        self.service.counts.connections += 1

    def data_received(self, data: bytes) -> None:
        self.received += data
        while size := size_of(self.received):
            request, self.received = self.received[:size], self.received[size:]
            self.service.counts.note(request)
            self.transport.write(ANSWER)


def size_of(received: bytes) -> int:
    """Of the first request, once all of it is there."""
    end = received.find(HEAD_END)
    if end < 0:
        return 0
    length = LENGTH.search(received, 0, end)
    if not length:
        raise ValueError(f"no length: {received[:end]!r}")
    size = end + len(HEAD_END) + int(length[1])
    return size if len(received) >= size else 0


async def serve(host: str, port: int) -> None:
    service = PushService()
    loop = asyncio.get_running_loop()
    over = loop.create_future()

    def obey() -> None:
        line = sys.stdin.readline()
        if line:
            print(json.dumps(service.answer(json.loads(line))), flush=True)
        else:
            loop.remove_reader(sys.stdin)
            over.set_result(None)

    async with await loop.create_server(lambda: Connection(service), host, port, backlog=1024):
        loop.add_reader(sys.stdin, obey)
        await over


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
