"""The two systems: a whole QERO, and a minimal chat of socket.io in one process of node, on the same Postgres."""

import sys
from array import array
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import psycopg

from bench.asking import post
from bench.chat.clients import Order
from bench.child import Child
from bench.live.people import crowd
from bench.live.systems import answers, pid_of
from deploy.local.npm import Package
from deploy.local.process import Process
from deploy.local.stack import Stack
from deploy.local.system import LOOPBACK

START_SECONDS = 60
SAID = """
create table public.said (
    number bigint generated always as identity primary key,
    id uuid not null,
    author_id uuid not null,
    text text not null,
    posted_at timestamptz not null default now()
)
"""


@dataclass(frozen=True)
class Heard:
    """Seconds in both: from each post to its answer, and from each to each member."""

    posted: int
    seconds: float
    """From the first post until the last member has heard the last message."""
    delivered: int
    repeated: int
    closed: int
    answers: "array[float]"
    hearing: "array[float]"


class MembersProcess(Child):
    def __init__(self, kind: str, port: int) -> None:
        self.folder = TemporaryDirectory(prefix="qero-bench-")
        self.file = str(Path(self.folder.name) / "heard")
        super().__init__([sys.executable, "-m", "bench.chat.clients", kind, LOOPBACK, str(port)])

    def post(self, order: Order) -> Heard:
        told = self.tell(do="post", order=asdict(order))
        found = array("d")
        found.frombytes(Path(order.file).read_bytes())
        return Heard(**told, answers=found[: told["posted"]], hearing=found[told["posted"] :])

    def close(self) -> None:
        super().close()
        self.folder.cleanup()


class System(Protocol):
    name: str

    @property
    def pids(self) -> Sequence[int]:
        """Of all its processes but Postgres and RabbitMQ."""

    def path(self, members: int) -> str:
        """Where their conversation is posted to, if that is by requests."""

    def open(self, members: int) -> MembersProcess: ...


class Qero:
    """Everybody is a person with a session of their own, in a channel with so many members."""

    name = "QERO"

    def __init__(self, stack: Stack, sizes: Sequence[int]) -> None:
        self.stack = stack
        self.cookies = crowd(stack.urls["accounts_app"], max(sizes), of_one=1).cookies
        self.conversations = {size: self.channel(self.cookies[:size]) for size in sizes}

    def channel(self, cookies: Sequence[str]) -> str:
        port = self.stack.system.port
        channel = post(port, cookies[0], "/api/chat/conversations", {"kind": "channel", "name": "floor"})
        for cookie in cookies[1:]:
            post(port, cookie, f"/api/chat/conversations/{channel['id']}/join")
        return str(channel["id"])

    @property
    def pids(self) -> Sequence[int]:
        return [pid_of(process) for process in self.stack.processes.values()]

    def path(self, members: int) -> str:
        return f"/api/chat/conversations/{self.conversations[members]}/messages"

    def open(self, members: int) -> MembersProcess:
        process = MembersProcess("stream", self.stack.system.port)
        process.tell(do="open", cookies=self.cookies[:members])
        return process


class SocketIo:
    name = "socket.io"

    def __init__(self, stack: Stack, package: Package) -> None:
        self.stack = stack
        # The one in the environment only starts it, and it is the process itself that is measured.
        node = package.run(package.node, "-p", "process.execPath").stdout.strip()
        self.port = stack.home.port("socketio")
        self.process = Process(
            "socketio",
            [node, "server.js", str(self.port)],
            environment={"PATH": "/usr/bin:/bin", "DATABASE_URL": stack.urls["administrator"]},
            folder=package.folder,
            log=stack.home.logs / "socketio.log",
            ready=lambda: answers(self.port),
            grace=1,
        )

    def start(self) -> None:
        with psycopg.connect(self.stack.urls["administrator"]) as connection:
            connection.execute(SAID)
        self.process.start()
        self.process.wait_ready(START_SECONDS)

    @property
    def pids(self) -> Sequence[int]:
        return [pid_of(self.process)]

    def path(self, members: int) -> str:  # noqa: ARG002  a system's form
        return ""

    def open(self, members: int) -> MembersProcess:
        process = MembersProcess("socketio", self.port)
        process.tell(do="open", cookies=[""] * members)
        return process
