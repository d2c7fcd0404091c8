"""Ports for processes that a test starts, and ports where nobody listens."""

import os
from functools import cache
from pathlib import Path

from deploy.local.home import Home

given: set[int] = set()


@cache
def home() -> Home:
    return Home(Path(os.environ["QERO_TEST_HOME"]) / "ports")


def free_ports(count: int) -> list[int]:
    """Each is given once a run, and none is one of those that the kernel gives to clients.

    Its user may start slowly, or end and start again: meanwhile nobody else comes by it.
    """
    ports = []
    for _ in range(count):
        ports.append(home().new_port(taken=given))
        given.add(ports[-1])
    return ports
