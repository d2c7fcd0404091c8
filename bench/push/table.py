"""What the bench prints."""

from collections.abc import Mapping

from bench.aligned import aligned
from bench.push.rounds import Found
from bench.push.systems import PLAIN_LOOP

HEADINGS = (
    *("system", "deliveries/s", "x loop", "CPU ms", "a core", "x loop", "others ms", "Postgres ms"),
    *("connections", "arrived"),
)

LEGEND = f"""\
deliveries/s  from the first request that reaches the push service to the last
CPU           of the process that sends, for each delivery, with all that it does for it
a core        deliveries that a second of a core is enough for: 1000 / CPU ms. Goal of QERO: at least 2 x loop
x loop        by that of {PLAIN_LOOP}: its webpush() in a loop
others        CPU of QERO's five other processes, which tell what is to be sent, for each delivery; Postgres' apart
connections   that were made to the push service
bench/push/README.md says more.
"""


def table(found: Mapping[str, Found]) -> str:
    return aligned([HEADINGS, *(row(name, found) for name in found)])


def row(name: str, found: Mapping[str, Found]) -> tuple[str, ...]:
    one, loop = found[name], found.get(PLAIN_LOOP)
    arrived = "all" if one.arrived == one.wanted else f"{one.arrived / one.wanted:.1%}"
    if one.repeated:
        arrived += f", {one.repeated} twice"
    return (
        name,
        f"{one.per_second:,.0f}",
        times(one.per_second, loop.per_second if loop else 0),
        f"{one.ms(one.sender):.2f}",
        f"{one.per_core:,.0f}",
        times(one.per_core, loop.per_core if loop else 0),
        f"{one.ms(one.others):.2f}" if one.others else "",
        f"{one.ms(one.postgres):.2f}" if one.postgres else "",
        f"{one.connections:,}",
        arrived,
    )


def times(one: float, other: float) -> str:
    """Nothing while the loop has not had its turn."""
    return f"{one / other:.2f}" if other else ""
