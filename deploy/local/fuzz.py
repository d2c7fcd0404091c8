"""`./qero fuzz`: asks a QERO of its own whatever its OpenAPI document allows and forbids, and looks at each answer."""

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

LARGEST_SEED = 2**31
ENOUGH_CASES = 20_000


def add_fuzz(fuzz: ArgumentParser) -> None:
    how_long = fuzz.add_mutually_exclusive_group()
    how_long.add_argument("--cases", type=int, default=ENOUGH_CASES)
    how_long.add_argument("--minutes", type=float, help="for so long, instead of a number of cases")
    fuzz.add_argument("--seed", type=int, help="of an earlier run, to have its cases again")


def fuzz(home: Home, told: Namespace) -> int:
    """1 when an answer was a fault of ours, or not as the document says."""
    seed = random.randrange(LARGEST_SEED) if told.seed is None else told.seed  # noqa: S311  chance, no secret
    say(f"· The seed is {seed}")
    how_long = {"minutes": told.minutes} if told.minutes else {"cases": told.cases}
    with emptied(home, "servers", "logs", "breakable", "work"):
        supervisor = Supervisor(home)
        try:
            return run(home, {**how_long, "seed": seed})
        finally:
            supervisor.end()


def run(home: Home, asked: dict[str, float]) -> int:
    options = ["-o", f"cache_dir={home.path / 'pytest'}", "-o", "tmp_path_retention_policy=failed"]
    command: list[str | Path] = [tool("pytest"), "-s", *options, f"--basetemp={home.path / 'work'}"]
    environment = {
        **os.environ,
        "QERO_TEST_HOME": str(home.path),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(home.path / "hypothesis"),
        "QERO_FUZZ": json.dumps(asked),
    }
    return run_tests([*command, ROOT / "tests" / "fuzz" / "test_fuzz.py"], environment)
