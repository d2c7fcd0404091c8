"""Keeps which contacts were merged, and all that undoing it needs. Row level security narrows it to the team."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, or_, select

from contracts.kinds import Kind
from contracts.merges import UNDOABLE_FOR, Merge
from contracts.records import Contact, ContactFields
from contracts.wire import LARGEST_PAGE, Caller, NotFound
from kit.planning import AS_WRITTEN, plan
from services.contacts.domain.contacts import keys
from services.contacts.storage.redirects import stands
from services.contacts.tables import merges


class MergeBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(
        self,
        who: Caller,
        id: UUID,
        *,
        merged: Contact,
        before: Contact,
        after: Contact,
        call_log_ids: Sequence[UUID],
    ) -> Merge:
        """`merged` as it was; the survivor before and after."""
        values = {
            "team_id": who.team_id,
            "id": id,
            "kind": merged.kind,
            "survivor_id": after.id,
            "merged_id": merged.id,
            "merged": merged.model_dump(mode="json"),
            "merged_name_key": keys(merged).name_key,
            "merged_version": merged.version,
            "survivor_before": plain_fields(before),
            "survivor_after": plain_fields(after),
            "call_log_ids": call_log_ids,
            "merged_by": who.person_id,
        }
        return merge_of(self.connection.execute(merges.insert().values(values).returning(merges)).one())

    def find(self, kind: Kind, id: UUID) -> Row[Any]:
        """Raises NotFound."""
        found = self.connection.execute(select(merges).where(merges.c.id == id, merges.c.kind == kind)).first()
        if found is None:
            raise NotFound("This merge does not exist.")
        return found

    def built_upon(self, merge: Row[Any]) -> Merge | None:
        """The newest standing merge after this one that its survivor had part in."""
        part_in = or_(merges.c.survivor_id == merge.survivor_id, merges.c.merged_id == merge.survivor_id)
        later = (
            select(merges)
            .where(part_in, stands, merges.c.merged_at > merge.merged_at)
            .order_by(merges.c.merged_at.desc())
        )
        found = self.connection.execute(later.limit(1)).first()
        return merge_of(found) if found else None

    def undo(self, id: UUID, person_id: UUID) -> Merge:
        undone = {"undone_at": func.clock_timestamp(), "undone_by": person_id}
        change = merges.update().where(merges.c.id == id).values(undone).returning(merges)
        return merge_of(self.connection.execute(change).one())

    def of(self, survivor_id: UUID) -> list[Merge]:
        """The newest first."""
        plan(self.connection, AS_WRITTEN)
        newest = (
            select(merges)
            .where(merges.c.survivor_id == survivor_id)
            .order_by(merges.c.merged_at.desc(), merges.c.id.desc())
            .limit(LARGEST_PAGE)
        )
        return [merge_of(row) for row in self.connection.execute(newest)]


def plain_fields(contact: ContactFields) -> dict[str, Any]:
    return contact.model_dump(mode="json", include=set(ContactFields.model_fields))


def merge_of(row: Row[Any]) -> Merge:
    plain = row._mapping  # noqa: SLF001  SQLAlchemy's public name for it
    return Merge.model_validate({**plain, "undoable_until": row.merged_at + UNDOABLE_FOR})
