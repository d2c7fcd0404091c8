"""Who sends: the push process of a whole QERO, and others' libraries in a loop."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple, Protocol
from uuid import uuid4

import psycopg

from bench.asking import post
from bench.child import Child
from bench.gauges import cpu_seconds
from bench.live.people import crowd
from bench.live.systems import pid_of
from bench.postgres import PostgresClock
from bench.push.devices import Opened
from bench.push.orders import Order
from bench.push.service_process import PushServiceProcess
from deploy.local import vapid
from deploy.local.npm import Package
from deploy.local.stack import Stack
from services.push.sending.vapid import key_of, public_key_of

TEXT = "Mr. Petrov wants the offer for the two boats until Friday noon; who has his new number, and can call him today?"
KEPT_SECONDS = 30
POLL_SECONDS = 0.05
PLAIN_LOOP = "pywebpush"
QUIET_ENVIRONMENT = {"PATH": "/usr/bin:/bin"}
"""No proxies, and nothing else that a library looks for."""

STILL_WAITING = "select exists (select from push.deliveries where state = 'waiting')"


class Processors(NamedTuple):
    """Seconds of them so far: of the process that sends, of the other processes that help it, and of Postgres."""

    sender: float
    others: float = 0
    postgres: float = 0


class System(Protocol):
    name: str

    def processors(self) -> Processors: ...

    def send(self, messages: int) -> None:
        """So many to all devices; over when all that belongs to it is over."""


class Qero:
    """People in one channel, with so many devices each, but for its author, who has none."""

    name = "QERO"

    def __init__(self, stack: Stack, service: PushServiceProcess, people: int) -> None:
        self.stack = stack
        self.service = service
        self.clock = PostgresClock(stack.urls["administrator"])
        self.author, *self.members = crowd(stack.urls["accounts_app"], people + 1, of_one=1).cookies
        self.port = stack.system.port
        push = stack.processes["push"]
        push.environment["PUSH_SERVICES"] = service.origin
        push.restart()
        self.conversation = self.channel()
        self.subscribe()

    def channel(self) -> str:
        channel = post(self.port, self.author, "/api/chat/conversations", {"kind": "channel", "name": "floor"})
        for cookie in self.members:
            post(self.port, cookie, f"/api/chat/conversations/{channel['id']}/join")
        return str(channel["id"])

    def subscribe(self) -> None:
        for number, device in enumerate(self.service.devices.values()):
            told = {**device.subscription, "public_key": public_key(self.stack)}
            post(self.port, self.members[number % len(self.members)], "/api/push/subscriptions", told)

    def processors(self) -> Processors:
        pids = {name: pid_of(process) for name, process in self.stack.processes.items()}
        sender = cpu_seconds(pids.pop("push"))
        return Processors(sender, sum(map(cpu_seconds, pids.values())), self.clock.seconds())

    def send(self, messages: int) -> None:
        for _ in range(messages):
            message = {"id": str(uuid4()), "text": TEXT}
            post(self.port, self.author, f"/api/chat/conversations/{self.conversation}/messages", message)
        self.service.wait_for(messages * len(self.service.devices))
        self.wait_until_kept()

    def wait_until_kept(self) -> None:
        until = time.monotonic() + KEPT_SECONDS
        with psycopg.connect(self.stack.urls["administrator"], autocommit=True) as connection:
            while connection.execute(STILL_WAITING).fetchone() != (False,):
                if time.monotonic() > until:
                    raise TimeoutError(f"what became of deliveries is not kept after {KEPT_SECONDS} s")
                time.sleep(POLL_SECONDS)


class Loop:
    """A library, told to send what `like` holds."""

    def __init__(self, name: str, child: Child, service: PushServiceProcess, stack: Stack, like: Opened) -> None:
        self.name = name
        self.child = child
        self.order = Order(
            subscriptions=[device.subscription for device in service.devices.values()],
            messages=1,
            payload=like.payload,
            ttl=int(like.headers["ttl"]),
            urgency=like.headers["urgency"],
            topic=like.headers["topic"],
            public_key=public_key(stack),
            private_key=private_key(stack),
            subject=vapid.subject(),
        )

    def processors(self) -> Processors:
        return Processors(cpu_seconds(self.child.pid))

    def send(self, messages: int) -> None:
        self.child.tell(**{**asdict(self.order), "messages": messages})


def loops(
    stack: Stack, service: PushServiceProcess, package: Package, like: Opened, undo: ExitStack
) -> Sequence[System]:
    """The first is what all others are compared with."""
    # The node in the venv only starts it, and it is the process itself that is measured.
    node = package.run(package.node, "-p", "process.execPath").stdout.strip()
    of_python: list[str | Path] = [package.node.with_name("python"), "-m", "bench.push.pywebpush_loop"]
    of_node: list[str | Path] = [node, package.folder / "loop.js"]
    commands: dict[str, list[str | Path]] = {
        PLAIN_LOOP: [*of_python, "plain"],
        "pywebpush, session": [*of_python, "session"],
        "web-push": [*of_node, "1"],
        "web-push, 20 at once": [*of_node, "20"],
    }
    made = []
    for name, command in commands.items():
        child = Child(command, QUIET_ENVIRONMENT)
        undo.callback(child.close)
        made.append(Loop(name, child, service, stack, like))
    return made


def private_key(stack: Stack) -> str:
    """QERO's own, the one of new devices."""
    return vapid.keys(stack.home).split(",")[0]


def public_key(stack: Stack) -> str:
    return public_key_of(key_of(private_key(stack)))
