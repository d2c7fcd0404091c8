"""Stock nameko: a module of it run as its documentation says, with nothing told but where the broker is."""

import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import amqp

from deploy.local.bus import connect
from deploy.local.home import ROOT
from deploy.local.process import Process
from deploy.local.stack import Stack
from deploy.local.system import LOOPBACK

START_SECONDS = 60


def command(module: str) -> list[str | Path]:
    return [Path(sys.executable).with_name("nameko"), "run", "--config", "bench/stock.yaml", module]


def environment(stack: Stack) -> dict[str, str]:
    """Of `bench/stock.yaml`."""
    return {"PATH": "/usr/bin:/bin", "AMQP_URI": broker(stack)}


def broker(stack: Stack) -> str:
    """QERO's own users may not make queues of other names."""
    return stack.bus["administrator"]


def service_process(stack: Stack, service: str, words: Sequence[str | Path], told: Mapping[str, str]) -> Process:
    """Of a service on the bus, whoever runs it."""
    return process(stack, service, words, told, lambda: listens(broker(stack), service))


def web_process(stack: Stack, name: str, words: Sequence[str | Path], told: Mapping[str, str], port: int) -> Process:
    return process(stack, name, words, told, lambda: answers(port))


def process(
    stack: Stack, name: str, words: Sequence[str | Path], told: Mapping[str, str], ready: Callable[[], bool]
) -> Process:
    log = stack.home.logs / f"{name}.log"
    return Process(name, words, environment=told, folder=ROOT, log=log, ready=ready)


def listens(amqp_url: str, service: str) -> bool:
    with connect(amqp_url) as connection:
        try:
            queue = connection.channel().queue_declare(f"rpc-{service}", passive=True)
        except amqp.NotFound:
            return False
    return bool(queue.consumer_count)


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
        return True
    return False
