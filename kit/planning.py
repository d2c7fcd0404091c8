"""Has Postgres read as a statement is written, whatever its statistics say: they may never have heard of a team."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Table,
    TableValuedAlias,
    Uuid,
    func,
    literal,
    select,
    true,
)

AS_WRITTEN = {
    # A plan made for any values at all does not know a rare status from a common one.
    "plan_cache_mode": "force_custom_plan",
    # No page is worth the start of other processes, which takes longer than all of its reading.
    "max_parallel_workers_per_gather": "0",
    # An order comes from its index. What is few, and has none, is sorted all the same: there is no other way.
    "enable_sort": "off",
    "enable_incremental_sort": "off",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    # It judges by the costs that the above pretends.
    "jit": "off",
}
ONLY_BY_BITMAPS = {"enable_indexscan": "off", "enable_indexonlyscan": "off"}
"""For an index that knows no order: one that has an order would be read from end to end."""


def plan(connection: Connection, settings: Mapping[str, str]) -> None:
    """To the end of the transaction."""
    connection.execute(setting(tuple(settings.items())))


@cache
def setting(settings: tuple[tuple[str, str], ...]) -> Select[Any]:
    """Made once: to make it takes longer than to carry it out."""
    return select(*(func.set_config(name, value, true()) for name, value in settings))


@contextmanager
def only_by_bitmaps(connection: Connection) -> Iterator[None]:
    plan(connection, ONLY_BY_BITMAPS)
    yield
    plan(connection, dict.fromkeys(ONLY_BY_BITMAPS, "on"))


def each_of(ids: Collection[UUID]) -> TableValuedAlias:
    """A row `id` for each, to join with what is `looked_up` by it."""
    return func.unnest(literal(list(ids), ARRAY(Uuid))).table_valued("id").render_derived()


def looked_up(
    table: Table, key: str, id: ColumnElement[Any], *conditions: ColumnElement[bool], locked: bool = False
) -> FromClause:
    """To join: the row of `id`, or none. What the primary key has before `key` is known, or in `conditions`.

    Locked: nobody else changes it until the transaction ends.
    """
    # Between it and itself, and in order: where sorting is off, no other index serves.
    found = select(table).where(table.c[key].between(id, id), *conditions).order_by(table.c[key]).limit(1)
    return (found.with_for_update(key_share=True) if locked else found).lateral("one_of_" + table.name)
