"""The bench's hold on one process of clients."""

import json
import subprocess
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from deploy.local.home import ROOT


@dataclass(frozen=True)
class Arrivals:
    delivered: int
    repeated: int
    closed: int
    bytes: int
    at: "array[float]"
    """By stream and then event, Unix seconds; 0 for what did not arrive."""


class ClientsProcess:
    def __init__(self, kind: str, host: str, port: int) -> None:
        self.streams = 0
        self.folder = TemporaryDirectory(prefix="qero-bench-")
        self.child = subprocess.Popen(
            [sys.executable, "-m", "bench.live.clients", kind, host, str(port)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if not (self.child.stdin and self.child.stdout):
            raise AssertionError("both were asked for")
        self.ask, self.answer = self.child.stdin, self.child.stdout

    @property
    def pid(self) -> int:
        return self.child.pid

    def open(self, cookies: Sequence[str]) -> None:
        self.tell(do="open", cookies=list(cookies))
        self.streams = len(cookies)

    def expect(self, mark: str, events: int) -> None:
        self.tell(do="expect", mark=mark, events=events)

    def collect(self, seconds: float) -> Arrivals:
        """When all has arrived, or so much later what has."""
        file = Path(self.folder.name) / "arrivals"
        told = self.tell(do="collect", seconds=seconds, file=str(file))
        at = array("d")
        at.frombytes(file.read_bytes())
        return Arrivals(at=at, **told)

    def tell(self, **told: Any) -> dict[str, Any]:
        self.ask.write(json.dumps(told) + "\n")
        self.ask.flush()
        line = self.answer.readline()
        if not line:
            raise RuntimeError("the process of clients ended; its words stand above")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        self.ask.close()
        self.child.wait()
        self.answer.close()
        self.folder.cleanup()
