"""`./qero soak`: takes parts of a QERO of its own down for as long as it is told, and counts what became of it all."""

import json
import os
import random
from argparse import ArgumentParser, Namespace
from pathlib import Path

from deploy.local.check import run_tests, tool
from deploy.local.emptied import emptied
from deploy.local.home import ROOT, Home
from deploy.local.say import say
from deploy.local.supervisor import Supervisor

LANES = ("test_nemesis.py", "test_kill_points.py", "test_gateway_killed.py", "test_chat.py")
LARGEST_SEED = 2**31


def add_soak(soak: ArgumentParser) -> None:
    soak.add_argument("--minutes", type=float, default=10, help="of faults at random, beside the kill points")
    soak.add_argument("--repeats", type=int, default=25, help="of each kill point; 0 leaves them out")
    soak.add_argument("--seed", type=int, help="of an earlier run, to have it again")
    soak.add_argument("--strict", action="store_true", help="fail also when something took too long to work again")


def soak(home: Home, told: Namespace) -> int:
    """1 when anything was lost, done twice, or left out of a stream."""
    seed = random.randrange(LARGEST_SEED) if told.seed is None else told.seed  # noqa: S311  chance, no secret
    say(f"· The seed is {seed}")
    with emptied(home, "servers", "logs", "breakable", "work", "faults"):
        supervisor = Supervisor(home)
        try:
            asked = {"minutes": told.minutes, "repeats": told.repeats, "seed": seed, "strict": told.strict}
            code = run(home, asked)
        finally:
            supervisor.end()
    say(f"· The reports are in {home.path / 'faults'}")
    return code


def run(home: Home, asked: dict[str, float]) -> int:
    lanes = LANES if asked["repeats"] else LANES[:1]
    options = ["-o", f"cache_dir={home.path / 'pytest'}", "-o", "tmp_path_retention_policy=failed"]
    command: list[str | Path] = [tool("pytest"), "-s", *options, f"--basetemp={home.path / 'work'}"]
    environment = {**os.environ, "QERO_TEST_HOME": str(home.path), "QERO_SOAK": json.dumps(asked)}
    return run_tests([*command, *(ROOT / "tests" / "faults" / name for name in lanes)], environment)
