"""What Postgres read to answer, as EXPLAIN tells it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, event


class Reading:
    """What some statements read: how many rows, by which indexes, and tables from end to end.

    Of an index that is read before its table, as bitmaps are, also how many of its pages.
    """

    def __init__(self, plans: Sequence[dict[str, Any]]) -> None:
        nodes = [node for plan in plans for node in walk(plan)]
        self.indexes = {node["Index Name"] for node in nodes if "Index Name" in node}
        self.whole_tables = {node["Relation Name"] for node in nodes if node["Node Type"].endswith("Seq Scan")}
        self.pages_by_index: Counter[str] = Counter()
        for node in nodes:
            if node["Node Type"] == "Bitmap Index Scan":
                self.pages_by_index[node["Index Name"]] += node["Shared Hit Blocks"] + node["Shared Read Blocks"]
        self.rows = sum(rows_of(node) for node in nodes if "Relation Name" in node)


def said_by(ask: Callable[[], object], *, to: Engine | Connection) -> list[tuple[str, Any]]:
    """Each statement that is said meanwhile, with its parameters."""
    said: list[tuple[str, Any]] = []

    def listen(_connection, _cursor, statement, parameters, _context, _executemany) -> None:
        said.append((statement, parameters))

    event.listen(to, "before_cursor_execute", listen)
    try:
        ask()
    finally:
        event.remove(to, "before_cursor_execute", listen)
    return said


def read_by(engine: Engine, ask: Callable[[], object]) -> Reading:
    """How Postgres reads for all that is said, each after all before it."""
    said = said_by(ask, to=engine)
    plans = []
    with engine.begin() as connection:
        for statement, parameters in said:
            if "set_config" in statement:
                connection.exec_driver_sql(statement, parameters)
                continue
            explain = f"explain (analyze, buffers, format json) {statement}"
            [[told]] = connection.exec_driver_sql(explain, parameters).all()
            plans.append(told[0]["Plan"])
    return Reading(plans)


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from walk(child)


def rows_of(node: dict[str, Any]) -> int:
    found = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return int(node["Actual Loops"] * sum(node.get(name, 0) for name in found))
