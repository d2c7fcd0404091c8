"""The bench's hold on one process of clients."""

import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.child import Child


@dataclass(frozen=True)
class Arrivals:
    delivered: int
    repeated: int
    closed: int
    bytes: int
    at: "array[float]"
    """By stream and then event, Unix seconds; 0 for what did not arrive."""


class ClientsProcess(Child):
    def __init__(self, kind: str, host: str, port: int) -> None:
        self.streams = 0
        self.folder = TemporaryDirectory(prefix="qero-bench-")
        super().__init__([sys.executable, "-m", "bench.live.clients", kind, host, str(port)])

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

    def close(self) -> None:
        super().close()
        self.folder.cleanup()
