"""The service `tally` as a process of its own, and what a test asks of it."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from support.broker import Node
from support.ports import free_ports
from support.waiting import LONGEST_WAIT_SECONDS, eventually

from deploy.local.bus import queue_type
from kit.callers import new_private_key, public_key_of

PRIVATE_KEY = new_private_key()
TESTS = Path(__file__).parents[2]


class Tallying:
    """A process of the service, and the folder by which it talks with its test."""

    module = "support.tally.service"

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        [self.port] = free_ports(1)

    def start(self) -> "Tallying":
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module],
                env=self.environment | {"METRICS_PORT": str(self.port)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self

    def ready(self) -> "Tallying":
        eventually(lambda: self.look("readyz")[0] == 200)
        return self

    def look(self, path: str) -> tuple[int, str]:
        """Status and text; status 0 while nobody listens."""
        assert self.process.poll() is None, self.log
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def count(self, metric: str) -> float:
        """The value of one line of /metrics, 0 when there is none."""
        lines = self.look("metrics")[1].splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(metric))

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def lines(self, file: str) -> list[str]:
        path = self.folder / file
        return path.read_text().splitlines() if path.exists() else []

    def open(self, gate: str) -> None:
        (self.folder / gate).touch()

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def exit_code(self) -> int:
        return self.process.wait(LONGEST_WAIT_SECONDS)


@contextmanager
def processes(
    node: Node, database_url: str, folder: Path, process: type[Tallying] = Tallying
) -> Iterator[Callable[..., Tallying]]:
    """Makes processes of the service; keyword arguments change their environment."""
    made: list[Tallying] = []

    def make(**configured: str) -> Tallying:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{TESTS.parent}:{TESTS}",
            "AMQP_URL": node.url,
            "DATABASE_URL": database_url,
            "CALLER_PUBLIC_KEY": public_key_of(PRIVATE_KEY),
            "QUEUE_TYPE": queue_type(),
            "TALLY_FOLDER": str(folder),
            # As the launcher does: without it a start takes a fifth longer.
            "EVENTLET_NO_GREENDNS": "yes",
        }
        made.append(process(folder, environment | configured))
        return made[-1]

    with node.connect() as connection:
        connection.channel().queue_delete("rpc-tally")
    try:
        yield make
    finally:
        for each in made:
            each.kill()


def values(engine: Engine, statement: str, **parameters: Any) -> list[Any]:
    with engine.begin() as connection:
        return list(connection.execute(text(statement), parameters).scalars())
