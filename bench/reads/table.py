"""What the bench prints."""

from collections.abc import Iterator, Mapping

from bench.aligned import aligned
from bench.reads.rounds import Found, Key
from bench.reads.systems import CLUSTER_RPC, PLAIN, PROXY, QERO

HEADINGS = (
    *("operation", "clients", "system", "p50 ms", "p99 ms", "requests/s", "CPU ms"),
    *("p50 / plain", "rate / Proxy", "rate / Rpc"),
)

LEGEND = """\
p50, p99       from the moment a client sends a request until it has the whole answer
CPU ms         of all the system's own processes, for each request; Postgres and RabbitMQ are not counted
p50 / plain    QERO's p50 by that of the plain process: 2 at most is the goal
rate / Proxy   QERO's requests a second by those of nameko with ClusterRpcProxy: 4 at least is the goal
rate / Rpc     the same by those of nameko with ClusterRpc, which is the quicker of its two ways
bench/reads/README.md says more.
"""


def table(found: Mapping[Key, Found]) -> str:
    return aligned([HEADINGS, *(row(key, found) for key in found)])


def row(key: Key, found: Mapping[Key, Found]) -> tuple[str, ...]:
    operation, clients, system = key
    one = found[key]
    return (
        operation,
        f"{clients}",
        system,
        *(f"{one.percentile_ms(part):,.1f}" for part in (0.5, 0.99)),
        f"{one.per_second:,.0f}",
        f"{one.cpu_ms:.1f}",
        *(ratios(key, found) if system == QERO else ("", "", "")),
    )


def ratios(key: Key, found: Mapping[Key, Found]) -> Iterator[str]:
    operation, clients, _ = key
    ours = found[key]
    if plain := found.get((operation, clients, PLAIN)):
        yield f"{ours.percentile_ms(0.5) / plain.percentile_ms(0.5):.2f}"
    for other in (PROXY, CLUSTER_RPC):
        if theirs := found.get((operation, clients, other)):
            yield f"{ours.per_second / theirs.per_second:.1f}"
