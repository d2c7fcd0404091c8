"""The two systems side by side: QERO's own processes, and python-socketio on the same broker and database."""

import socket
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import psycopg

from bench.asking import post
from bench.live.clients_process import ClientsProcess
from bench.live.orders import Order, give, note
from bench.live.people import Crowd, crowd
from deploy.local.home import ROOT
from deploy.local.process import Process
from deploy.local.stack import Stack
from deploy.local.system import LOOPBACK
from deploy.topology import GATEWAY

START_SECONDS = 60


class Measured(Protocol):
    """What a round needs of a system."""

    name: str

    @property
    def clients(self) -> ClientsProcess: ...

    @property
    def server(self) -> int:
        """The process that holds the streams."""

    @property
    def sender(self) -> int:
        """The process that commits, and publishes."""

    @property
    def team_id(self) -> str: ...

    def open(self, streams: int) -> None: ...

    def commit(self, order: Order) -> list[float]: ...

    def begin_anew(self) -> None:
        """After a round that did not end: nothing of it may be left."""


class Holder:
    """Has a process of clients, a new one each time streams are opened."""

    held: ClientsProcess | None = None

    @property
    def clients(self) -> ClientsProcess:
        if self.held is None:
            raise AssertionError("no stream was opened")
        return self.held

    def close_clients(self) -> None:
        if self.held:
            self.held.close()
            self.held = None


class Qero(Holder):
    """A whole QERO. Contacts runs with a hand inside; nothing else is other than in `./qero up`."""

    name = "QERO"

    def __init__(self, stack: Stack, most_streams: int) -> None:
        self.stack = stack
        self.crowd: Crowd = crowd(stack.urls["accounts_app"], most_streams)
        self.team_id = str(self.crowd.team_id)
        self.orders = stack.home.path / "orders"
        self.streams = 0

    def start(self) -> None:
        contacts = self.stack.processes["contacts"]
        contacts.command = [sys.executable, "-m", "bench.live.announcing"]
        contacts.environment["BENCH_ORDERS"] = str(self.orders)
        contacts.restart()

    @property
    def server(self) -> int:
        return pid_of(self.stack.processes[GATEWAY.name])

    @property
    def sender(self) -> int:
        return pid_of(self.stack.processes["contacts"])

    def open(self, streams: int) -> None:
        self.streams = streams
        self.close_clients()
        self.held = ClientsProcess("stream", LOOPBACK, self.stack.system.port)
        self.held.open(self.crowd.cookies[:streams])

    def commit(self, order: Order) -> list[float]:
        return give(order, self.orders)

    def begin_anew(self) -> None:
        self.open(self.streams)


class QeroByRequests:
    """The same QERO, its events made by real requests: each logs a call.

    An event's clock begins when its row is written into the journal, a few statements before the commit.
    """

    name = "QERO, requests"

    def __init__(self, qero: Qero) -> None:
        self.qero = qero
        self.team_id = qero.team_id
        self.cookie = qero.crowd.cookies[0]
        self.contact = ""

    @property
    def clients(self) -> ClientsProcess:
        return self.qero.clients

    @property
    def server(self) -> int:
        return self.qero.server

    @property
    def sender(self) -> int:
        return self.qero.sender

    def open(self, streams: int) -> None:
        self.qero.open(streams)

    def begin_anew(self) -> None:
        self.qero.begin_anew()

    def commit(self, order: Order) -> list[float]:
        port = self.qero.stack.system.port
        self.contact = self.contact or post(port, self.cookie, "/api/contacts", {"name": "Nils Holm"})["id"]
        began = time.monotonic()
        for number in range(order.events):
            time.sleep(max(0, began + order.due(number) - time.monotonic()))
            log = {"outcome": "no_answer", "note": note(order.mark, number)}
            post(port, self.cookie, f"/api/contacts/{self.contact}/call-logs", log)
        return self.written(order)

    def written(self, order: Order) -> list[float]:
        """When the journal's rows were."""
        notes = [note(order.mark, number) for number in range(order.events)]
        with psycopg.connect(self.qero.stack.urls["administrator"]) as connection:
            rows = connection.execute(
                "select data->'call_log'->>'note', extract(epoch from at)::float8 from contacts.journal"
                " where type = 'call_logged' and data->'call_log'->>'note' = any(%s)",
                [notes],
            ).fetchall()
        at: dict[str, float] = dict(rows)
        return [at[each] for each in notes]


class SocketIo(Holder):
    """python-socketio's server and its write-only manager beside it, in the bench's own venv."""

    name = "python-socketio"

    def __init__(self, stack: Stack, python: Path) -> None:
        self.stack = stack
        self.team_id = str(uuid4())
        self.orders = stack.home.path / "emit"
        self.port = stack.home.port("socketio")
        self.streams = 0
        told = {"AMQP_URL": stack.bus["administrator"], "DATABASE_URL": stack.urls["administrator"]}
        self.serving = self.process(python, "socketio_server", [str(self.port)], told, lambda: answers(self.port))
        self.emitting = self.process(python, "socketio_emitter", [str(self.orders)], told, self.orders.exists)

    def process(self, python: Path, name: str, words: list[str], told: Mapping[str, str], ready: Any) -> Process:
        return Process(
            name,
            [python, "-m", f"bench.live.{name}", *words],
            environment={"PATH": "/usr/bin:/bin", **told},
            folder=ROOT,
            log=self.stack.home.logs / f"{name}.log",
            ready=ready,
            grace=1,
        )

    def start(self) -> None:
        self.orders.unlink(missing_ok=True)
        with psycopg.connect(self.stack.urls["administrator"]) as connection:
            connection.execute(
                "create table public.committed (position bigint generated always as identity primary key,"
                " at timestamptz not null default clock_timestamp(), data jsonb not null)"
            )
        for process in (self.serving, self.emitting):
            process.start()
            process.wait_ready(START_SECONDS)

    @property
    def server(self) -> int:
        return pid_of(self.serving)

    @property
    def sender(self) -> int:
        return pid_of(self.emitting)

    def open(self, streams: int) -> None:
        self.streams = streams
        self.close_clients()
        self.held = ClientsProcess("socketio", LOOPBACK, self.port)
        self.held.open([""] * streams)

    def commit(self, order: Order) -> list[float]:
        return give(order, self.orders)

    def begin_anew(self) -> None:
        self.close_clients()
        self.serving.restart(START_SECONDS)
        self.open(self.streams)

    def close(self) -> None:
        self.close_clients()
        for process in (self.emitting, self.serving):
            process.stop()


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
        return True
    return False


def pid_of(process: Process) -> int:
    if process.pid is None:
        raise AssertionError(f"{process.name} does not run")
    return process.pid
