"""`./qero bench live`, with numbers too small to mean anything."""

import os
import re
import subprocess
import sys
from pathlib import Path

from conftest import told

from deploy.local.home import ROOT


def test_prints_both_systems_at_every_pace():
    run = subprocess.run(
        [sys.executable, "-m", "deploy.local", "bench", "live", "--quick"],
        cwd=ROOT,
        env={**os.environ, "QERO_HOME": str(Path(told("QERO_TEST_HOME")) / "bench")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    rows = re.findall(
        r"^ *(1|20)  +(5|50|200)  (QERO, requests|QERO|python-socketio) .* all(?: @ .*)?$", run.stdout, re.MULTILINE
    )
    pairs = {
        (streams, rate, system)
        for streams in ("1", "20")
        for rate in ("5", "50", "200")
        for system in ("QERO", "python-socketio")
    }
    assert set(rows) == pairs | {(streams, "5", "QERO, requests") for streams in ("1", "20")}
