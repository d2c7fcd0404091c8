"""Merges as contacts tells of them, each a moment after the one before."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from contracts.contacts import ArchivedContact
from contracts.kinds import Kind
from contracts.merges import UNDOABLE_FOR, ContactsMerged, Merge, MergeUndone
from contracts.records import Contact

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
VERSIONS = count(1)
BO, BEA, CIA, DAG = (uuid4() for _ in range(4))
"""Of each test's team others: a contact is its team's."""


def contact_as(
    contact_id: UUID, *, version: int, kind: Kind = Kind.CONTACT, archived_at: datetime | None = None
) -> Contact:
    return Contact(
        name="Bo Ek",
        id=contact_id,
        kind=kind,
        last_called_at=None,
        created_at=NOON,
        created_by=uuid4(),
        updated_at=NOON,
        archived_at=archived_at,
        version=version,
    )


def merge_of(merged_id: UUID, survivor_id: UUID, kind: Kind = Kind.CONTACT) -> Merge:
    version = next(VERSIONS)
    merged_at = NOON + timedelta(seconds=version)
    return Merge(
        id=uuid4(),
        kind=kind,
        survivor_id=survivor_id,
        merged=contact_as(merged_id, version=version, kind=kind),
        merged_by=uuid4(),
        merged_at=merged_at,
        undoable_until=merged_at + UNDOABLE_FOR,
    )


def merged_event(merge: Merge) -> ContactsMerged:
    survivor = contact_as(merge.survivor_id, version=next(VERSIONS), kind=merge.kind)
    return ContactsMerged(merge=merge, survivor=survivor)


def undone_event(merge: Merge) -> MergeUndone:
    survivor, restored = (
        contact_as(contact_id, version=next(VERSIONS), kind=merge.kind)
        for contact_id in (merge.survivor_id, merge.merged.id)
    )
    return MergeUndone(merge=merge, survivor=survivor, restored=restored)


def away(team_id: UUID, merge: Merge) -> ArchivedContact:
    """As the feed tells of it while it stands."""
    return ArchivedContact(
        team_id=team_id,
        kind=merge.kind,
        contact_id=merge.merged.id,
        version=merge.merged.version,
        merge_id=merge.id,
        merged_into=merge.survivor_id,
        merged_at=merge.merged_at,
    )
