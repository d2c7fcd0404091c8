"""A bench run as a person runs it, on servers of its own, with numbers too small to mean anything."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import told

from deploy.local.home import ROOT


@pytest.fixture
def look_at() -> Callable[..., str]:
    """What a bench of this name prints; words are its environment."""

    def look_at(name: str, **environment: str) -> str:
        run = subprocess.run(
            [sys.executable, "-m", "deploy.local", "bench", name, "--quick"],
            cwd=ROOT,
            env={**os.environ, "QERO_HOME": str(Path(told("QERO_TEST_HOME")) / "bench"), **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    return look_at
