"""What the bench prints."""

from collections.abc import Iterable

from bench.aligned import aligned
from bench.bus.rounds import Found

HEADINGS = ("in flight", "system", "calls/s", "p50 ms", "p99 ms", "caller ms/call", "service ms/call")

LEGEND = """\
p50, p99       from the moment a caller asks until it holds the answer
caller         CPU of the process that calls, for each call
service        CPU of the process that answers, for each call
nameko         callers are greenlets in a nameko service and share its ClusterRpc
standalone     callers are threads, each with a ClusterRpcClient of its own that is kept
bench/bus/README.md says more.
"""


def table(found: Iterable[Found]) -> str:
    return aligned([HEADINGS, *map(row, found)])


def row(one: Found) -> tuple[str, ...]:
    return (
        f"{one.in_flight}",
        one.system,
        f"{one.per_second:,.0f}",
        *(f"{one.percentile_ms(part):,.2f}" for part in (0.5, 0.99)),
        f"{one.callers_ms:.2f}",
        f"{one.service_ms:.2f}",
    )
