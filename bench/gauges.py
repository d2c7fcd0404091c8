"""What a process has cost so far, as Linux knows it. Stdlib only."""

import os
import time
from pathlib import Path

KIB = 1024


def cpu_seconds(pid: int) -> float:
    """User and system time of all its threads, in nanosecond steps: /proc/<pid>/stat has 10 ms ones."""
    of_the_process = (~pid << 3) | 2  # CPUCLOCK_SCHED of <linux/posix-timers.h>
    return time.clock_gettime(of_the_process)


def cpu_seconds_of_ended_children(pid: int) -> float:
    """Of those that it has waited for, in steps of 10 ms."""
    # After the name, which may hold anything: cutime and cstime are the 14th and 15th field (proc(5)).
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def resident_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * KIB
    raise ProcessLookupError(pid)


def machine_seconds() -> tuple[float, float]:
    """Of all processors together since the start: at work, and in all."""
    ticks = [int(word) for word in Path("/proc/stat").read_text().partition("\n")[0].split()[1:9]]
    per_second = os.sysconf("SC_CLK_TCK")
    # The fourth and fifth are idle, and waiting for a disk (proc(5)).
    return (sum(ticks) - ticks[3] - ticks[4]) / per_second, sum(ticks) / per_second
