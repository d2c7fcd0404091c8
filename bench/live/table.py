"""What the bench prints."""

from collections.abc import Iterable, Sequence

from bench.aligned import aligned
from bench.live.rounds import AtRest, Found

KIB = 1024

HEADINGS = (
    *("streams", "events/s", "system", "p50 ms", "p99 ms", "max ms", "server µs/delivery", "sender ms/event"),
    *("server %", "clients %", "arrived"),
)

NEARLY = 0.9

LEGEND = """\
p50, p99, max  from the COMMIT of an event's transaction to its bytes at a client, over all events and streams
server         CPU of the process that holds the streams, all that it did in the round, for each event delivered
sender         CPU of the process that commits, for each event; QERO's relay runs in it as well
%              of one core. The clients are one process a system, of the same code, and share the cores with all else
requests       the same QERO, its events made by POST …/call-logs: the clock begins before the COMMIT, with the row
arrived        until {drain:g} s after the last commit. Less than all: latencies are of what arrived, so too short
@ n/s          the sender did not reach the rate
bench/live/README.md says more.
"""


def table(found: Iterable[Found]) -> str:
    rows = [HEADINGS, *(row(one) for one in sorted(found, key=lambda one: (one.streams, one.rate)))]
    return aligned(rows)


def row(one: Found) -> tuple[str, ...]:
    arrived = "all" if one.is_complete else f"{one.delivered / one.wanted:.1%}"
    if one.repeated:
        arrived += f", {one.repeated} twice"
    if one.closed:
        arrived += f", {one.closed} streams closed"
    if one.reached_rate < NEARLY * one.rate:
        arrived += f" @ {one.reached_rate:.0f}/s"
    return (
        f"{one.streams:,}",
        f"{one.rate:g}",
        one.system,
        *(f"{one.percentile_ms(part):,.1f}" for part in (0.5, 0.99, 1)),
        f"{one.server_us_per_delivery:,.0f}",
        f"{one.sender_ms_per_event:.2f}",
        f"{one.server_percent:.0f}",
        f"{one.clients_percent:.0f}",
        arrived,
    )


def at_rest(found: Sequence[AtRest]) -> str:
    most = max(one.streams for one in found)
    rows = [("at rest", "streams", "KiB/stream", "server %")]
    rows += [
        (one.system, f"{one.streams:,}", f"{one.bytes_per_stream / KIB:.0f}", f"{one.idle_percent:.1f}")
        for one in found
        if one.streams == most
    ]
    return aligned(rows)
