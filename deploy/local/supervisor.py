"""Watches processes that have started: restarts the dead, keeps logs small, tells `status` how they are."""

import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from deploy.local.home import Home
from deploy.local.process import Process, began_at
from deploy.local.say import say

DEATH_SECONDS = 0.05
HEALTH_SECONDS = 0.5
"""How often it looks who has died, and how the others are."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
SETTLED_SECONDS = 60
"""Who lived as long as this before dying is started again at once."""


class Watched:
    """A process and how its restarts went."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.healthy = False
        self.pause = 0.0
        self.started = time.monotonic()
        self.restart_at: float | None = None
        self.restarts = 0

    def look(self) -> None:
        self.process.keep_log_small()
        self.healthy = self.process.alive and self.process.ready()

    def bring_back(self) -> None:
        """Starts it again when it has died and its pause is over."""
        if self.process.alive:
            return
        self.healthy = False
        now = time.monotonic()
        if self.restart_at is None:
            settled = now - self.started > SETTLED_SECONDS
            self.pause = 0.0 if settled else min(max(FIRST_PAUSE, 2 * self.pause), LONGEST_PAUSE)
            self.restart_at = now + self.pause
            say(f"! {self.process.name} ended ({self.process.status}); starting it again in {self.pause:.1f} s")
        if now >= self.restart_at:
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
        looks: list[Future[None]] = []
        look_at = 0.0
        with ThreadPoolExecutor(len(self.watched)) as pool:
            while True:
                for watched in self.watched:
                    watched.bring_back()
                # Apart, for one that hangs must not keep the dead waiting.
                if time.monotonic() >= look_at and all(look.done() for look in looks):
                    for look in looks:
                        look.result()
                    self.write()
                    looks = [pool.submit(watched.look) for watched in self.watched]
                    look_at = time.monotonic() + HEALTH_SECONDS
                time.sleep(DEATH_SECONDS)

    def end(self) -> None:
        (self.home.path / "running.json").unlink(missing_ok=True)
