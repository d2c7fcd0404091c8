"""What the bench prints."""

from collections.abc import Iterator, Mapping

from bench.aligned import aligned
from bench.chat.rounds import POSTERS, Found, Key, percentile_ms
from bench.chat.systems import Qero, SocketIo

HEADINGS = (
    *("members", "pace", "system", "messages/s", "answer p50", "answer p99", "stream p50", "stream p99"),
    *("CPU ms", "clients %", "arrived", "rate / io", "p50 / io", "p99 / io"),
)

LEGEND = f"""\
pace        messages a second; all: as many as {POSTERS} members post who wait for an answer before the next
messages/s  until every member has heard the last of them
answer      ms from a post to its answer: it is kept. QERO's is the HTTP response, socket.io's the acknowledgement
stream      ms from a post to its bytes at a member, over all messages and members
CPU         of all the system's own processes, for each message; Postgres and RabbitMQ are not counted
clients %   of one core: one process a system, of the same code, which shares the cores with all else
/ io        QERO's by socket.io's; p50 and p99 of stream
bench/chat/README.md says more, and what socket.io leaves out.
"""


def table(found: Mapping[Key, Found]) -> str:
    return aligned([HEADINGS, *(row(key, found) for key in sorted(found, key=place))])


def place(key: Key) -> tuple[int, bool, float, bool]:
    """By members, then pace, then QERO first."""
    members, pace, system = key
    is_paced = pace.endswith("/s")
    return members, not is_paced, float(pace.removesuffix("/s")) if is_paced else 0, system != Qero.name


def row(key: Key, found: Mapping[Key, Found]) -> tuple[str, ...]:
    members, pace, system = key
    one = found[key]
    arrived = "all" if one.is_complete else f"{one.delivered / one.wanted:.1%}"
    if one.repeated:
        arrived += f", {one.repeated} twice"
    return (
        f"{members}",
        pace,
        system,
        f"{one.per_second:,.0f}",
        *(f"{percentile_ms(one.answers, part):,.1f}" for part in (0.5, 0.99)),
        *(f"{percentile_ms(one.hearing, part):,.1f}" for part in (0.5, 0.99)),
        f"{one.cpu_ms:.2f}",
        f"{one.clients_percent:.0f}",
        arrived,
        *(ratios(one, found.get((members, pace, SocketIo.name))) if system == Qero.name else ("", "", "")),
    )


def ratios(ours: Found, theirs: Found | None) -> Iterator[str]:
    if theirs is None:
        return
    yield f"{ours.per_second / theirs.per_second:.2f}"
    for part in (0.5, 0.99):
        yield f"{percentile_ms(ours.hearing, part) / percentile_ms(theirs.hearing, part):.1f}"
