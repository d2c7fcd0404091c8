"""Clients of all three systems: connections that are kept, on one epoll in a process of its own. Stdlib only.

Told `requests`, `clients` and `seconds`: each client asks again as soon as it was answered, until the time is over.
They look at nothing of an answer but its status and where it ends.

python -m bench.reads.clients HOST PORT
"""

import json
import re
import select
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count, cycle

LARGEST_READ = 262_144
LONGEST_ANSWER_SECONDS = 30
HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
GOOD = b"2"
"""How a status begins."""


class Connection:
    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()
        self.wanted = 0
        self.asked_at = 0.0

    def ask(self, request: bytes) -> None:
        self.received.clear()
        self.wanted = 0
        self.asked_at = time.perf_counter()
        self.socket.sendall(request)

    def has_answer(self) -> bool:
        """After the epoll said that there is something to read."""
        chunk = self.socket.recv(LARGEST_READ)
        if not chunk:
            raise ConnectionError("the server hung up")
        self.received += chunk
        if not self.wanted:
            self.read_head()
        return bool(self.wanted) and len(self.received) >= self.wanted

    def read_head(self) -> None:
        end = self.received.find(HEAD_END)
        if end < 0:
            return
        length = LENGTH.search(self.received, 0, end)
        if self.received[9:10] != GOOD or not length:
            raise RuntimeError(f"not an answer: {bytes(self.received[:2000])!r}")
        self.wanted = end + len(HEAD_END) + int(length[1])

    @property
    def body(self) -> bytes:
        return bytes(self.received).partition(HEAD_END)[2]


@contextmanager
def connections(address: tuple[str, int], clients: int) -> Iterator[list[Connection]]:
    """New ones for each round: servers hang up on those that ask nothing for some seconds."""
    opened = [Connection(address) for _ in range(clients)]
    yield opened
    for connection in opened:
        connection.socket.close()


def latencies_of(opened: Sequence[Connection], requests: Iterator[bytes], seconds: float) -> list[float]:
    latencies: list[float] = []
    by_number = {connection.socket.fileno(): connection for connection in opened}
    until = time.perf_counter() + seconds
    with select.epoll() as epoll:
        for number, connection in by_number.items():
            epoll.register(number, select.EPOLLIN)
            connection.ask(next(requests))
        asking = len(opened)
        while asking:
            ready = epoll.poll(LONGEST_ANSWER_SECONDS)
            if not ready:
                raise TimeoutError(f"no answer within {LONGEST_ANSWER_SECONDS} s")
            for number, _events in ready:
                connection = by_number[number]
                if not connection.has_answer():
                    continue
                now = time.perf_counter()
                latencies.append(now - connection.asked_at)
                if now < until:
                    connection.ask(next(requests))
                else:
                    asking -= 1
    return latencies


numbers = count(1)


def in_turn(requests: Sequence[bytes], counted: bytes) -> Iterator[bytes]:
    """Without end. `counted` in a request is replaced by a number that is another one each time."""
    for request in cycle(requests):
        yield request.replace(counted, b"%0*d" % (len(counted), next(numbers))) if counted in request else request


def bodies_of(opened: Connection, requests: Sequence[bytes]) -> Iterator[str]:
    for request in requests:
        opened.ask(request)
        while not opened.has_answer():
            pass
        yield opened.body.decode()


def main(host: str, port: int) -> None:
    for line in sys.stdin:
        told = json.loads(line)
        requests = [request.encode() for request in told["requests"]]
        with connections((host, port), told["clients"]) as opened:
            if told["do"] == "look":
                print(json.dumps({"bodies": list(bodies_of(opened[0], requests))}), flush=True)
                continue
            began = time.perf_counter()
            latencies = latencies_of(opened, in_turn(requests, told["counted"].encode()), told["seconds"])
            print(json.dumps({"seconds": time.perf_counter() - began, "latencies": latencies}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
