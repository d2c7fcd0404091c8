"""A venv with what QERO itself does not need: python-socketio, pywebpush, node, and what they need."""

import subprocess
import sys
from pathlib import Path

from deploy.local.home import ROOT
from deploy.local.say import Trouble, step

LOCK = ROOT / "requirements" / "bench.lock"


def bench_python(venv: Path) -> Path:
    """Made once, and when the lock changes."""
    python = venv / "bin" / "python"
    installed = venv / "installed.bench.lock"
    if python.exists() and installed.exists() and installed.read_bytes() == LOCK.read_bytes():
        return python
    with step("Installing what QERO is measured beside (once)"):
        pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        for command in (
            [sys.executable, "-m", "venv", "--clear", str(venv)],
            [*pip, "--no-deps", "--require-hashes", "-r", str(LOCK)],
        ):
            if subprocess.run(command, check=False).returncode:
                raise Trouble(f"{venv} could not be made; the reason stands above.")
    installed.write_bytes(LOCK.read_bytes())
    return python
