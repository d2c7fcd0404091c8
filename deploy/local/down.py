"""Stops what runs in a home, also what a killed launcher left behind. Stdlib only: `reset` runs without a venv."""

import os
import signal
import time
from contextlib import suppress
from typing import Any

from deploy.local.home import Home
from deploy.local.process import began_at
from deploy.local.say import Trouble, say

LONGEST_STOP_SECONDS = 150
ORPHAN_GRACE_SECONDS = 30
POLL_SECONDS = 0.1


def down(home: Home) -> int:
    stopped = stop_launcher(home)
    with home.alone():
        stopped = tidy(home) or stopped
    say("QERO is stopped." if stopped else "QERO does not run.")
    return 0


def stop_launcher(home: Home) -> bool:
    if not home.is_in_use():
        return False
    pid = int(home.read("running.json").get("pid", 0))
    if not pid or began_at(pid) is None:
        raise Trouble(f"Something holds {home.path / 'lock'}, and {home.path / 'running.json'} does not say what.")
    say(f"· Stopping QERO (pid {pid}) …")
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + LONGEST_STOP_SECONDS
    while home.is_in_use():
        if time.monotonic() > until:
            raise Trouble(f"QERO (pid {pid}) does not stop. By force: kill -9 {pid}; ./qero down")
        time.sleep(POLL_SECONDS)
    return True


def tidy(home: Home) -> bool:
    """Ends the processes of a launcher that was killed. The caller holds the home's lock."""
    orphans = [one for one in home.read("running.json").get("processes", []) if is_alive(one)]
    if orphans:
        names = ", ".join(one["name"] for one in orphans)
        say(f"· A launcher was killed and left {names} behind: stopping them …")
    for one in reversed(orphans):
        end(one)
    (home.path / "running.json").unlink(missing_ok=True)
    return bool(orphans)


def is_alive(one: dict[str, Any]) -> bool:
    return one["pid"] is not None and began_at(one["pid"]) == one["began"]


def end(one: dict[str, Any]) -> None:
    with suppress(ProcessLookupError):
        os.kill(one["pid"], one["stop_signal"])
        until = time.monotonic() + ORPHAN_GRACE_SECONDS
        while is_alive(one) and time.monotonic() < until:
            time.sleep(POLL_SECONDS)
        if is_alive(one):
            os.killpg(one["pid"], signal.SIGKILL)
