"""Watches processes that have started: restarts the dead, keeps logs small, tells `status` how they are."""

import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from deploy.local.home import Home
from deploy.local.process import Process, began_at
from deploy.local.say import say

LOOK_SECONDS = 0.5
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
SETTLED_SECONDS = 60
"""Who lived as long as this before dying is restarted at once again."""


class Watched:
    """A process and how its restarts went."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.healthy = False
        self.pause = FIRST_PAUSE
        self.started = time.monotonic()
        self.restart_at: float | None = None
        self.restarts = 0

    def look(self) -> None:
        self.process.keep_log_small()
        if not self.process.alive:
            self.healthy = False
            self.bring_back()
        else:
            self.healthy = self.process.ready()

    def bring_back(self) -> None:
        now = time.monotonic()
        if self.restart_at is None:
            self.pause = FIRST_PAUSE if now - self.started > SETTLED_SECONDS else min(2 * self.pause, LONGEST_PAUSE)
            self.restart_at = now + self.pause
            say(f"! {self.process.name} ended ({self.process.status}); starting it again in {self.pause:.1f} s")
        elif now >= self.restart_at:
            self.process.start()
            self.started, self.restart_at = now, None
            self.restarts += 1

    def told(self) -> dict[str, Any]:
        return {
            "name": self.process.name,
            "pid": self.process.pid,
            "began": self.process.began,
            "health": "healthy" if self.healthy else "starting" if self.process.alive else "dead",
            "stop_signal": self.process.stop_signal,
            "restarts": self.restarts,
            "log": str(self.process.log),
        }


class Supervisor:
    """What it watches is in the file `running.json`, also for whoever has to tidy up after a kill -9."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.watched: list[Watched] = []
        self.address: str | None = None
        self.ports: Mapping[str, int] = {}
        self.database: Mapping[str, str] = {}
        self.written: dict[str, Any] | None = None
        self.write()

    def add(self, processes: Sequence[Process]) -> None:
        """In the order of their start. From here on each pid is on record the moment it exists."""
        for process in processes:
            process.on_start = self.write
            self.watched.append(Watched(process))

    def write(self) -> None:
        telling = {
            "pid": os.getpid(),
            "began": began_at(os.getpid()),
            "address": self.address,
            "ports": self.ports,
            "database": self.database,
            "processes": [watched.told() for watched in self.watched],
        }
        if telling != self.written:
            self.home.write("running.json", telling)
            self.written = telling

    def open(self, address: str, ports: Mapping[str, int], database: Mapping[str, str]) -> None:
        """From now on it says where it is."""
        self.address, self.ports, self.database = address, ports, database
        for watched in self.watched:
            watched.healthy = True
        self.write()

    def watch(self) -> None:
        """Until somebody interrupts it."""
        with ThreadPoolExecutor(len(self.watched)) as pool:
            while True:
                list(pool.map(Watched.look, self.watched))
                self.write()
                time.sleep(LOOK_SECONDS)

    def end(self) -> None:
        (self.home.path / "running.json").unlink(missing_ok=True)
