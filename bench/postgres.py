"""What a Postgres server has cost so far: the processors' time of all of its processes."""

from contextlib import suppress
from pathlib import Path

import psycopg

from bench.gauges import cpu_seconds, cpu_seconds_of_ended_children


class PostgresClock:
    """Of those that run now, and of those that have ended."""

    def __init__(self, administrator: str) -> None:
        with psycopg.connect(administrator) as connection:
            self.server = parent_of(connection.info.backend_pid)

    def seconds(self) -> float:
        total = cpu_seconds_of_ended_children(self.server)
        for task in Path(f"/proc/{self.server}/task").iterdir():
            for pid in map(int, (task / "children").read_text().split()):
                with suppress(OSError):
                    total += cpu_seconds(pid)
        return total


def parent_of(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("PPid:"):
            return int(line.split()[1])
    raise ProcessLookupError(pid)
