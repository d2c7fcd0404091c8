"""The systems: QERO; one plain process (a); stock nameko (b), its web server and two services."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack

from bench import stock
from bench.child import Child
from bench.reads.operations import COUNTED, Operation, Request
from bench.reads.team import Team
from deploy.local.process import Process
from deploy.local.stack import Stack
from deploy.local.system import LOOPBACK

QERO, PLAIN, CLUSTER_RPC, PROXY = "QERO", "plain process", "nameko, ClusterRpc", "nameko, ClusterRpcProxy"


class System:
    """Processes of its own, where it is asked, and as whom."""

    def __init__(self, name: str, processes: Sequence[Process], port: int, headers: Mapping[str, str]) -> None:
        self.name = name
        self.processes = processes
        self.port = port
        self.headers = headers

    def start(self, undo: ExitStack) -> None:
        for process in self.processes:
            if not process.alive:
                process.start()
                undo.callback(process.stop)
        for process in self.processes:
            process.wait_ready(stock.START_SECONDS)
        self.clients = Child([sys.executable, "-m", "bench.reads.clients", LOOPBACK, str(self.port)])
        undo.callback(self.clients.close)

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self.processes if process.pid]

    def as_text(self, requests: Sequence[Request]) -> list[str]:
        return [request.as_bytes(self.headers).decode() for request in requests]

    def look(self, requests: Sequence[Request]) -> list[str]:
        """The bodies of the answers."""
        bodies: list[str] = self.clients.tell(do="look", clients=1, requests=self.as_text(requests))["bodies"]
        return bodies

    def measure(self, operation: Operation, clients: int, seconds: float) -> tuple[float, list[float]]:
        """How long it took, and each request's part of it."""
        requests = self.as_text(operation.requests)
        told = self.clients.tell(do="ask", requests=requests, counted=COUNTED, clients=clients, seconds=seconds)
        return told["seconds"], told["latencies"]


def systems(stack: Stack, team: Team) -> list[System]:
    nobody_signed_in = {"X-Person": str(team.person_id), "X-Team": str(team.team_id)}
    return [
        System(QERO, list(stack.processes.values()), stack.system.port, {"Cookie": team.cookie}),
        plain(stack, nobody_signed_in),
        *stock_nameko(stack, nobody_signed_in),
    ]


def plain(stack: Stack, headers: Mapping[str, str]) -> System:
    port = stack.home.port("plain")
    words = [sys.executable, "-m", "bench.reads.plain", str(port)]
    told = {"PATH": "/usr/bin:/bin", **databases(stack)}
    process = stock.web_process(stack, "plain", words, told, port)
    return System(PLAIN, [process], port, headers)


def stock_nameko(stack: Stack, headers: Mapping[str, str]) -> Iterator[System]:
    """Two web servers, that differ in how they call, before the same two services."""
    told = stock.environment(stack) | databases(stack)
    services = [
        stock.service_process(stack, name, stock.command(f"bench.reads.{name}"), told)
        for name in ("stock_contacts", "stock_settings")
    ]
    for name, web_class in ((CLUSTER_RPC, "StockWeb"), (PROXY, "StockProxyWeb")):
        port = stack.home.port(web_class)
        words = stock.command(f"bench.reads.stock_web:{web_class}")
        web = stock.web_process(stack, web_class, words, told | {"WEB_SERVER_ADDRESS": f"{LOOPBACK}:{port}"}, port)
        yield System(name, [*services, web], port, headers)


def databases(stack: Stack) -> dict[str, str]:
    return {"CONTACTS_URL": stack.urls["contacts_app"], "SETTINGS_URL": stack.urls["settings_app"]}
