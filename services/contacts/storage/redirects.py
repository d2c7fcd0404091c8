"""Where a contact is found that was merged away, and which ones are found as it: through merges that still stand.

Of a chain of merges exactly one contact is there itself: the last.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, Uuid, literal, select, true

from contracts.kinds import Kind
from kit.planning import AS_WRITTEN, each_of, looked_up, plan
from services.contacts.tables import contacts, merges

stands = merges.c.undone_at.is_(None)


def found_as(connection: Connection, ids: Sequence[UUID], kind: Kind | None = None) -> dict[UUID, UUID]:
    """Whose they are now: their own, or of those that were merged away their survivor's. Unknown ones are absent."""
    if not ids:
        return {}
    plan(connection, AS_WRITTEN)
    asked = each_of(ids)
    first = select(asked.c.id.label("asked_id"), asked.c.id.label("now_id")).cte("onward", recursive=True)
    step = looked_up(merges, "merged_id", first.c.now_id, stands)
    onward = first.union(select(first.c.asked_id, step.c.survivor_id).select_from(first.join(step, true())))
    one = looked_up(contacts, "id", onward.c.now_id)
    there = select(onward.c.asked_id, one.c.id).select_from(onward.join(one, true()))
    if kind is not None:
        there = there.where(one.c.kind == kind)
    return {row.asked_id: row.id for row in connection.execute(there)}


def with_merged(connection: Connection, id: UUID) -> list[UUID]:
    """The contact and all that were merged into it, and into these."""
    plan(connection, AS_WRITTEN)
    first = select(literal(id, Uuid).label("id")).cte("all_of_it", recursive=True)
    into = merges.c.survivor_id
    # In the order of its index, which alone has it.
    step = (
        select(merges.c.merged_id)
        .where(into.between(first.c.id, first.c.id), stands)
        .order_by(into, merges.c.merged_at, merges.c.id)
        .lateral("step")
    )
    all_of_it = first.union(select(step.c.merged_id).select_from(first.join(step, true())))
    return list(connection.execute(select(all_of_it.c.id)).scalars())
