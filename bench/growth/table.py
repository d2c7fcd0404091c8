"""What the bench prints."""

from collections.abc import Mapping

from bench.aligned import aligned
from bench.growth.rounds import Found

LEGEND = """\
ms        p50 of a request, alone, through the gateway, by the number of the team's contacts
postgres  its processors' time a request, ms on the average
growth    the largest beside the next smaller one. Goal of the p50: at most 1.3
bench/growth/README.md says more.
"""


def table(found: Mapping[str, Mapping[int, Found]]) -> str:
    sizes = sorted(next(iter(found.values())))
    waits, works = ([f"{size:,} {unit}" for size in sizes] for unit in ("ms", "postgres"))
    rows = [("route", *waits, "growth", *works, "growth")]
    for name, of_route in found.items():
        waited = [of_route[size].p50_ms for size in sizes]
        worked = [of_route[size].postgres_ms for size in sizes]
        rows.append(
            (
                name,
                *(f"{each:.1f}" for each in waited),
                growth(waited),
                *(f"{each:.2f}" for each in worked),
                growth(worked),
            )
        )
    return aligned(rows)


def growth(by_size: list[float]) -> str:
    return f"{by_size[-1] / by_size[-2]:.2f}"
