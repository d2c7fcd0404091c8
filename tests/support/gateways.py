"""One more gateway process beside those of a stack, for tests that need two, or one to take down."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import httpx
from support.people import Person
from support.streams import Stream

from deploy.local.stack import Stack
from deploy.local.system import START_SECONDS
from deploy.topology import GATEWAY


class Gateway:
    """`told` goes into its environment."""

    def __init__(self, stack: Stack, **told: str) -> None:
        self.system = stack.system
        self.process = self.system.another(GATEWAY, told=told)
        self.address = self.system.address_of(self.process.name)
        self.metrics_port = self.system.metrics_ports[self.process.name]

    def __enter__(self) -> Self:
        try:
            self.process.start()
            self.process.wait_ready(START_SECONDS)
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        self.process.kill()
        self.system.processes.pop(self.process.name, None)

    def stream(self, person: Person, **options: Any) -> Stream:
        return Stream(self.address, person.cookies, **options)

    def terminate(self) -> None:
        self.process.ask_to_stop()

    @contextmanager
    def halted(self) -> Iterator[None]:
        """It hears nothing of what happens meanwhile."""
        pid = self.process.pid
        assert pid
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def metric(self, name: str) -> float:
        """The sum over all labels; 0 while nothing was counted."""
        text = httpx.get(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=10).text
        return sum(float(value) for value in re.findall(rf"^{name}(?:{{[^}}]*}})? (\S+)$", text, re.MULTILINE))
