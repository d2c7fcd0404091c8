"""`./qero bench live`: QERO beside another system, on servers of their own that begin empty and end with it."""

import subprocess
import sys
from pathlib import Path

from bench.live.run import live
from deploy.local.emptied import emptied
from deploy.local.home import ROOT, Home
from deploy.local.say import Trouble, say, step
from deploy.local.servers import Servers
from deploy.local.stack import Stack
from deploy.local.supervisor import Supervisor

LOCK = ROOT / "requirements" / "bench.lock"

QUOTAS = {"PERSON_REQUESTS_PER_MINUTE": "1000000", "ADDRESS_REQUESTS_AT_ONCE": "1000000"}
"""A thousand browsers behind one address are not what the gateway's limits are for."""


def bench_live(home: Home, *, quick: bool) -> int:
    with emptied(home, "servers", "logs", "live"):
        run(home, bench_python(home.path.parent / "bench-venv"), quick=quick)
    return 0


def run(home: Home, python: Path, *, quick: bool) -> None:
    supervisor = Supervisor(home)
    servers = Servers(home)
    try:
        supervisor.add(servers.processes)
        servers.start()
        servers.wait_for_bus()
        if not (servers.postgres and servers.rabbitmq):
            raise AssertionError("the bench has servers of its own")
        with Stack(
            home.path / "live",
            postgres=servers.postgres.url("postgres"),
            amqp=servers.rabbitmq.url,
            management=servers.rabbitmq.management,
            extra=QUOTAS,
        ) as stack:
            live(stack, python, say, quick=quick)
    finally:
        servers.stop()
        supervisor.end()


def bench_python(venv: Path) -> Path:
    """Of a venv with what QERO itself does not need; made once, and when the lock changes."""
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
