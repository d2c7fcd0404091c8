"""Every process is replaced by one of another version, one after another, while people work."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx
import psycopg
from faults.ground import BY_NAME, Ground
from faults.load import LIKE, Browser
from faults.next_version import MIGRATED
from faults.report import Report
from faults.run import Run, Say
from psycopg.rows import dict_row
from support.waiting import becomes, eventually

from deploy.local.process import Process
from deploy.local.system import LOOPBACK, START_SECONDS
from deploy.topology import GATEWAY, Part

TRIES = 2
"""Whoever is not answered asks once more."""
ENOUGH = 3
"""So much is answered by a new process beside the old one, and so much is planned between two parts."""
COUNTED = ("qero_calls_total{", "qero_gateway_requests_total{")

# The service is the new one where the field is there, and so is the gateway where it is filled in.
PAIRS = """
select count(*) filter (where not planned ? 'planned_in') as old_service,
    count(*) filter (where planned -> 'planned_in' = 'null') as old_gateway_new_service,
    count(*) filter (where planned ->> 'planned_in' = 'the app') as both_new
from (select data -> 'settings' as planned from settings.journal where type = 'personal_settings_changed') planning
"""


class Worker(Browser):
    like = {**LIKE, "look": 60}

    async def look(self) -> None:
        paths = (
            "/api/me",
            "/api/contacts?limit=20",
            "/api/followups?scope=upcoming",
            f"/api/chat/conversations/{self.team.conversation_id}/messages?limit=20",
            # Nobody else asks push.
            *("/api/push/preferences", "/api/push/subscriptions") * 2,
        )
        await self.asking.settle(self.change("look", "GET", self.chance.choice(paths)))


class RollingRun(Run):
    browser_class = Worker

    def __init__(self, ground: Ground, seed: int, say: Say) -> None:
        super().__init__(ground, seed, say)
        self.ends: list[str] = []
        """How the processes ended that were told to stop."""

    @property
    def failed(self) -> list[str]:
        """What was answered neither the first time nor the second."""
        return [f"{change.kind} {change.key}" for change in self.asking.changes if change.attempts > TRIES]

    @property
    def plans(self) -> int:
        return sum(change.kind == "plan" and change.is_acknowledged for change in self.asking.changes)

    async def roll(self, folder: Path, order: Sequence[str]) -> None:
        """As deployments do: one process more and one fewer at a time."""
        for part in order:
            for name in self.ground.replicas(part):
                new = await self.begin(BY_NAME[part], folder)
                await asyncio.to_thread(eventually, lambda new=new: self.answered(new) >= ENOUGH)
                await self.end_old(name)
                self.say(f"{name} was replaced by {new.name}; {len(self.asking.changes):,} asked for so far")
            enough = self.plans + ENOUGH
            await becomes(lambda enough=enough: self.plans >= enough)

    async def migrate(self, folder: Path) -> None:
        told = {"DATABASE_URL": self.ground.system.addresses.database[BY_NAME[MIGRATED].owner]}
        command = [sys.executable, "-m", "kit.migrations", MIGRATED]
        await asyncio.to_thread(subprocess.run, command, cwd=folder, env=told, check=True)

    async def begin(self, part: Part, folder: Path) -> Process:
        new = self.ground.system.another(part, folder=folder)
        self.nemesis.in_hand.add(new.name)
        await asyncio.to_thread(new.start)
        await asyncio.to_thread(new.wait_ready, START_SECONDS)
        self.nemesis.in_hand.discard(new.name)
        if part is GATEWAY:
            self.ground.addresses.append(self.ground.system.address_of(new.name))
        return new

    def answered(self, process: Process) -> float:
        """Calls, or requests, by what the process counts."""
        port = self.ground.system.metrics_ports[process.name]
        counted = httpx.get(f"http://{LOOPBACK}:{port}/metrics", timeout=10).text
        return sum(float(line.rpartition(" ")[2]) for line in counted.splitlines() if line.startswith(COUNTED))

    async def end_old(self, name: str) -> None:
        """It drains, and a moment later whoever chooses among gateways sees that it is not ready any more."""
        old = self.ground.processes[name]
        self.nemesis.in_hand.add(name)
        old.ask_to_stop()
        await asyncio.to_thread(eventually, lambda: not old.ready())
        if name in self.ground.replicas(GATEWAY.name):
            self.ground.addresses.remove(self.ground.system.address_of(name))
        await asyncio.to_thread(old.wait_stopped)
        self.ends.append(old.status)
        del self.ground.processes[name]
        self.nemesis.in_hand.discard(name)

    def counted(self, database: psycopg.Connection) -> Report:
        report = super().counted(database)
        report.figures["failed_after_one_retry"] = len(self.failed)
        report.figures["events_by"] = dict(database.cursor(row_factory=dict_row).execute(PAIRS).fetchone() or {})
        report.rows.append(("failed after one retry", str(len(self.failed))))
        report.wrong += [f"failed: {what}" for what in self.failed]
        report.wrong += [f"a process that was told to stop ended with {end}" for end in self.ends if end != "status 0"]
        return report
