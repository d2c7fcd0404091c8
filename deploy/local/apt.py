"""Run as root: installs Debian packages without letting them start or set up a server of the system.

    python apt.py postgresql rabbitmq-server

A server of the system that is there already is left as it is. Stdlib only: sudo runs it alone.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POLICY = Path("/usr/sbin/policy-rc.d")
CLUSTERS = Path("/etc/postgresql-common/createcluster.conf")
SYSTEMD = Path("/run/systemd/system")
SHOWN_EVERY_PERCENT = 20
QUIET = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
FAILED = 100


def main(packages: list[str]) -> int:
    if update() != 0:
        print("  apt-get update failed; trying with the package lists that are there", flush=True)
    with nothing_starts():
        if "postgresql" in packages:
            install(["postgresql-common"])
        with no_main_cluster():
            install(packages)
    if "rabbitmq-server" in packages and SYSTEMD.exists() and shutil.which("systemctl"):
        subprocess.run(["systemctl", "--quiet", "disable", "rabbitmq-server"], check=False)
    return 0


def update() -> int:
    return subprocess.run(["apt-get", "-qq", "update"], env=QUIET, check=False).returncode


def install(packages: list[str]) -> None:
    """Shows a line at each fifth of the way instead of apt's hundreds; all of them when it fails."""
    told, said = os.pipe()
    command = ["apt-get", "-qq", "--yes", "--no-install-recommends", "-o", f"APT::Status-Fd={said}"]
    with subprocess.Popen(
        [*command, "install", *packages],
        env=QUIET,
        pass_fds=[said],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as apt:
        os.close(said)
        if os.fork() == 0:
            show(told)
            os._exit(0)
        os.close(told)
        words = apt.communicate()[0].decode(errors="replace")
        os.wait()
    if apt.returncode:
        print(words, flush=True)
        raise SystemExit(FAILED)


def show(told: int) -> None:
    shown = 0.0
    with os.fdopen(told) as lines:
        for line in lines:
            # pmstatus:erlang-base:41.6:Unpacking erlang-base (amd64)
            kind, _, percent, what = [*line.rstrip().split(":", 3), "", "", ""][:4]
            if kind in ("dlstatus", "pmstatus") and float(percent or 0) >= shown + SHOWN_EVERY_PERCENT:
                shown = float(percent)
                print(f"  {'fetched' if kind == 'dlstatus' else 'installed'} {shown:3.0f} %  {what}", flush=True)
            if kind == "pmstatus" and shown > float(percent or 0):
                shown = float(percent or 0)


@contextmanager
def nothing_starts() -> Iterator[None]:
    """Debian asks this script whether a new server may start. One that is there already decides instead."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


@contextmanager
def no_main_cluster() -> Iterator[None]:
    if not CLUSTERS.exists():
        yield
        return
    before = CLUSTERS.read_text()
    CLUSTERS.write_text(f"{before}\ncreate_main_cluster = false\n")
    try:
        yield
    finally:
        CLUSTERS.write_text(before)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
