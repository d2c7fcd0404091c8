"""What a process has cost so far, as Linux knows it. Stdlib only."""

import time
from pathlib import Path

KIB = 1024


def cpu_seconds(pid: int) -> float:
    """User and system time of all its threads, in nanosecond steps: /proc/<pid>/stat has 10 ms ones."""
    of_the_process = (~pid << 3) | 2  # CPUCLOCK_SCHED of <linux/posix-timers.h>
    return time.clock_gettime(of_the_process)


def resident_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * KIB
    raise ProcessLookupError(pid)
