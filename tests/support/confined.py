"""A process that may write in one folder only, as where the root is read-only: in a mount namespace of its own."""

import os
import subprocess
from functools import cache
from pathlib import Path

CONFINE = """
set -eu
read_only=$1 writable=$2
shift 2
mount --bind "$writable" "$writable"
mount --bind "$read_only" "$read_only"
mount -o remount,bind,ro "$read_only"
mount -o remount,bind,ro / 2>/dev/null || :
exec "$@"
"""


def confined(read_only: Path, writable: Path) -> list[str | Path]:
    """The words before a command. Elsewhere than in `writable`, `read_only` at least refuses to be written to."""
    as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    return ["unshare", "--mount", *as_root, "sh", "-c", CONFINE, "sh", read_only, writable]


@cache
def can_confine() -> bool:
    """Not every machine lets its users do so."""
    here = Path(__file__).parent
    return subprocess.run([*confined(here, here), "true"], capture_output=True, check=False).returncode == 0
