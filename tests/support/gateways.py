"""One more gateway process beside those of a stack, for tests that need two, or one to take down."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import httpx
from support.people import Person
from support.ports import free_ports
from support.streams import Stream
from support.waiting import eventually

from deploy.local.process import end_of
from deploy.local.stack import Stack
from deploy.local.system import is_ready
from deploy.topology import GATEWAY


class Gateway:
    """`told` goes into its environment."""

    def __init__(self, stack: Stack, folder: Path, **told: str) -> None:
        self.port, self.metrics_port = free_ports(2)
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / f"gateway-{self.port}.log"
        ports = {"PORT": str(self.port), "METRICS_PORT": str(self.metrics_port)}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gateway"],
                env={**stack.system.environment(GATEWAY), **ports, **told},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        try:
            eventually(self.is_ready)
        except BaseException as error:
            self.kill()
            error.add_note(f"The end of {self.log}:\n{end_of(self.log)}")
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def is_ready(self) -> bool:
        status = self.process.poll()
        assert status is None, f"the gateway ended with status {status}"
        return is_ready(self.metrics_port)

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stream(self, person: Person, **options: Any) -> Stream:
        return Stream(self.address, person.cookies, **options)

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    @contextmanager
    def halted(self) -> Iterator[None]:
        """It hears nothing of what happens meanwhile."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def metric(self, name: str) -> float:
        """The sum over all labels; 0 while nothing was counted."""
        text = httpx.get(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=10).text
        return sum(float(value) for value in re.findall(rf"^{name}(?:{{[^}}]*}})? (\S+)$", text, re.MULTILINE))
