"""What Postgres read to answer, as EXPLAIN tells it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Engine, event


class Reading:
    """What some statements read: how many rows, by which indexes, and tables from end to end."""

    def __init__(self, plans: Sequence[dict[str, Any]]) -> None:
        nodes = [node for plan in plans for node in walk(plan)]
        self.indexes = {node["Index Name"] for node in nodes if "Index Name" in node}
        self.whole_tables = {node["Relation Name"] for node in nodes if node["Node Type"].endswith("Seq Scan")}
        self.rows = sum(rows_of(node) for node in nodes if "Relation Name" in node)


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from walk(child)


def rows_of(node: dict[str, Any]) -> int:
    found = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return int(node["Actual Loops"] * sum(node.get(name, 0) for name in found))


def reader(engine: Engine) -> Callable[..., Reading]:
    """`read(answering.find, ask)`: how Postgres reads for all that the call says, each after all before it."""
    said: list[tuple[str, Any]] = []

    def listen(_connection, _cursor, statement, parameters, _context, _executemany) -> None:
        said.append((statement, parameters))

    def read(call: Callable[[Any], Any], ask: Any) -> Reading:
        said.clear()
        event.listen(engine, "before_cursor_execute", listen)
        try:
            call(ask)
        finally:
            event.remove(engine, "before_cursor_execute", listen)
        plans = []
        with engine.connect() as connection:
            for statement, parameters in said:
                if "set_config" in statement:
                    connection.exec_driver_sql(statement, parameters)
                    continue
                explain = f"explain (analyze, format json) {statement}"
                [[told]] = connection.exec_driver_sql(explain, parameters).all()
                plans.append(told[0]["Plan"])
            connection.rollback()
        return Reading(plans)

    return read
