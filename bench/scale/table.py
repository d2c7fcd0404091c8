"""What the bench prints."""

import os
from collections.abc import Mapping

from bench.aligned import aligned
from bench.scale.rounds import Found

HEADINGS = (
    *("work", "processes", "a second", "x one", "share of each", "CPU ms", "a core", "cores", "machine"),
    *("lost", "twice"),
)


def legend() -> str:
    cores = os.cpu_count() or 1
    return f"""\
a second        calls answered, or phones rung. x one: by what one process does
share of each   of all that was done, in %
CPU             of the part's processes, for each; a core: what a second of a core is enough for, 1000 / CPU ms
cores           that the part's processes had together, of {cores}. The rest is Postgres, RabbitMQ and whoever asks
machine         how busy its cores were. The ceiling is the cores: of a machine that is busy, more processes get no more
lost, twice     calls that were not answered or phones that did not ring; and those that were more than once
bench/scale/README.md says more.
"""


def table(found: Mapping[tuple[str, int], Found]) -> str:
    return aligned([HEADINGS, *(row(work, replicas, found) for work, replicas in found)])


def row(work: str, replicas: int, found: Mapping[tuple[str, int], Found]) -> tuple[str, ...]:
    one, alone = found[work, replicas], found[work, 1]
    total = sum(one.shares) or 1
    return (
        work,
        str(replicas),
        f"{one.per_second:,.0f}",
        f"{one.per_second / alone.per_second:.2f}",
        " ".join(f"{share / total * 100:.0f}" for share in one.shares),
        f"{one.cpu_ms:.2f}",
        f"{1000 / one.cpu_ms:,.0f}",
        f"{one.cores:.2f}",
        f"{one.busy:.0%}",
        f"{one.wanted - one.done:,}",
        f"{one.twice:,}",
    )
