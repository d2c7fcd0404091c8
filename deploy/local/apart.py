"""Some tests by themselves, on servers of their own that begin empty and end with them: a soak, a fuzz."""

import json
import os
import random
from argparse import Namespace
from collections.abc import Iterable, Mapping
from pathlib import Path

from deploy.local.check import run_tests, tool
from deploy.local.emptied import emptied
from deploy.local.home import ROOT, Home
from deploy.local.say import say
from deploy.local.supervisor import Supervisor

LARGEST_SEED = 2**31


def seed_of(told: Namespace) -> int:
    """The one that was told, or one by chance, which is said so that the run can be had again."""
    seed = random.randrange(LARGEST_SEED) if told.seed is None else int(told.seed)  # noqa: S311  chance, no secret
    say(f"· The seed is {seed}")
    return seed


def run_apart(home: Home, tests: Iterable[str], variable: str, asked: Mapping[str, object], *folders: str) -> int:
    """pytest's exit code. `tests` are below tests/, and read from `variable` what is asked of them, as JSON.

    `folders` of the home are emptied besides those that every such run has.
    """
    options = ["-o", f"cache_dir={home.path / 'pytest'}", "-o", "tmp_path_retention_policy=failed"]
    command: list[str | Path] = [tool("pytest"), "-s", *options, f"--basetemp={home.path / 'work'}"]
    environment = {
        **os.environ,
        "QERO_TEST_HOME": str(home.path),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(home.path / "hypothesis"),
        variable: json.dumps(asked),
    }
    with emptied(home, "servers", "logs", "breakable", "work", *folders):
        supervisor = Supervisor(home)
        try:
            return run_tests([*command, *(ROOT / "tests" / path for path in tests)], environment)
        finally:
            supervisor.end()
