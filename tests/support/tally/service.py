"""Run as a process: what it did is read from files in TALLY_FOLDER and from the rows in the database."""

from kit.serve import serve  # isort: skip  patches the standard library, so it comes first

import os
import signal
import time
from pathlib import Path

import eventlet
from psycopg.errors import DeadlockDetected
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import Pool
from support.tally.contract import Add, Added, Gate, Tally, TallyFull, Total

from contracts.journal import EventPage, EventsSince
from contracts.wire import Caller, FieldError, Nothing
from kit.asking import Asking
from kit.journal.announcing import Journal
from kit.journal.reading import events_since
from kit.journal.relay import POLL_SECONDS, Relay
from kit.periodic import every
from kit.providers import Store
from kit.rpc import answer

FOLDER = Path(os.environ["TALLY_FOLDER"])


class Entries:
    def __init__(self, connection: Connection, caller: Caller | None) -> None:
        self.connection = connection
        self.caller = caller
        self.journal = Journal(connection, Tally)
        # At a gate it waits for the test, however slow the machine is.
        connection.execute(text("set local idle_in_transaction_session_timeout = 0"))

    def add(self, amount: int) -> None:
        self.connection.execute(text("insert into tally.entries (amount) values (:amount)"), {"amount": amount})
        if self.caller:
            self.journal.announce(Added(amount=amount), team_id=self.caller.team_id)

    def total(self) -> int:
        return self.connection.execute(text("select coalesce(sum(amount), 0) from tally.entries")).scalar_one()

    def nap(self) -> None:
        self.connection.execute(text("set local lock_timeout = 0"))
        self.connection.execute(text("select pg_advisory_xact_lock_shared(4711)"))


class TallyService:
    name = Tally.name
    asking = Asking()
    store = Store(Entries, Relay(Tally, poll_seconds=float(os.environ.get("TALLY_POLL_SECONDS", POLL_SECONDS))))

    @answer(Tally.add)
    def add(self, ask: Add) -> Total:
        note("runs", f"add {ask.amount}")
        wait_for(ask.gate)
        with self.store.transaction() as entries:
            entries.add(ask.amount)
            return Total(total=entries.total())

    @answer(Tally.total)
    def total(self, ask: Nothing) -> Total:
        with self.store.transaction() as entries:
            return Total(total=entries.total())

    @answer(Tally.wait)
    def wait(self, ask: Gate) -> Nothing:
        note("runs", f"wait for {self.asking.role}")
        wait_for(ask.gate)
        return Nothing()

    @answer(Tally.greet)
    def greet(self, ask: Nothing) -> Nothing:
        return ask

    @answer(Tally.nap)
    def nap(self, ask: Nothing) -> Nothing:
        with self.store.transaction() as entries:
            entries.nap()
        return ask

    @answer(Tally.refuse)
    def refuse(self, ask: Nothing) -> Nothing:
        raise TallyFull(
            'At most 3 fit, "4" were counted.',
            errors=[FieldError(field="labels.0", code="full", detail="för många")],
            facts={"limit": 3, "over": None, "nested": {"list": [1, 2.5]}},
        )

    @answer(Tally.fail)
    def fail(self, ask: Nothing) -> Nothing:
        raise RuntimeError("a canary that must not sing")

    @answer(Tally.time_out)
    def time_out(self, ask: Nothing) -> Nothing:
        raise eventlet.Timeout

    @answer(Tally.collide)
    def collide(self, ask: Add) -> Total:
        """Loses a deadlock as often as `amount` says, then adds 1."""
        with self.store.transaction() as entries:
            entries.add(1)
            note("runs", "collide")
            if len((FOLDER / "runs").read_text().splitlines()) <= ask.amount:
                raise OperationalError("insert", {}, DeadlockDetected("deadlock detected"))
            return Total(total=entries.total())

    @answer(Tally.events_since)
    def events_since(self, ask: EventsSince) -> EventPage:
        return events_since(self.store, Tally, ask)

    @every(seconds=0.05)
    def tick(self) -> bool:
        note("ticks", "tick")
        if (FOLDER / "tick-fails").exists():
            raise RuntimeError("a tick that fails")
        if (FOLDER / "tick-holds").exists():
            note("runs", "holding")
            wait_for("tick-goes-on")
            note("runs", "tick ended")
        return False


def note(file: str, line: str) -> None:
    with (FOLDER / file).open("a") as lines:
        lines.write(line + "\n")


def wait_for(gate: str) -> None:
    while gate and not (FOLDER / gate).exists():
        time.sleep(0.02)


@event.listens_for(Pool, "checkin")
def die_after_commit(_connection: object, _record: object) -> None:
    """The moment between the commit of a change and its reply."""
    if (FOLDER / "die-after-commit").exists():
        (FOLDER / "die-after-commit").unlink()
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    serve(TallyService)
