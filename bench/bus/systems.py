"""The three ways of calling: QERO's, and nameko's own from inside a service and from outside."""

import sys
from collections.abc import Callable
from contextlib import ExitStack

from bench import stock
from bench.bus.contract import STOCK_NAME, Counting
from bench.child import Child
from deploy.local.process import Process
from deploy.local.stack import Stack
from deploy.topology import GATEWAY


class System:
    """Callers in a process of their own, and the process of the service that they call."""

    def __init__(self, name: str, service: Process, start_callers: Callable[[], Child]) -> None:
        self.name = name
        self.service = service
        self.start_callers = start_callers

    def start(self, undo: ExitStack) -> None:
        if not self.service.alive:
            self.service.start()
            undo.callback(self.service.stop)
            self.service.wait_ready(stock.START_SECONDS)
        self.callers = self.start_callers()
        undo.callback(self.callers.close)

    def call(self, in_flight: int, seconds: float) -> tuple[float, list[float]]:
        """How long it took, and each call's part of it."""
        told = self.callers.tell(in_flight=in_flight, seconds=seconds)
        return told["seconds"], told["latencies"]

    @property
    def pids(self) -> tuple[int, int]:
        """Of the callers and of the service."""
        if self.service.pid is None:
            raise AssertionError(f"{self.service.name} does not run")
        return self.callers.pid, self.service.pid


def systems(stack: Stack) -> list[System]:
    told = stock.environment(stack)
    log = stack.home.logs / "stock_callers.log"
    service = stock.service_process(stack, STOCK_NAME, stock.command("bench.bus.stock_service"), told)
    return [
        qero(stack),
        System("nameko", service, lambda: Child(stock.command("bench.bus.stock_callers"), told, log)),
        System("nameko, standalone", service, lambda: Child(module("standalone_callers"), told, log)),
    ]


def qero(stack: Stack) -> System:
    """Its service is told what contacts is told, its callers what the gateway is; both stand still meanwhile."""
    amqp_url = {"AMQP_URL": stock.broker(stack)}
    told = stack.processes["contacts"].environment | amqp_url
    gateway = stack.processes[GATEWAY.name].environment | amqp_url
    log = stack.home.logs / "qero_callers.log"
    service = stock.service_process(stack, Counting.name, module("qero_service"), told)
    return System("QERO", service, lambda: Child(module("qero_callers"), gateway, log))


def module(name: str) -> list[str]:
    return [sys.executable, "-m", f"bench.bus.{name}"]
