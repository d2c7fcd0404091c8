"""Contacts that may be the same: likely twins, suspected duplicates, a merge and its undoing.

`contracts.contacts` has the calls about it. What each person planned with a contact that was merged away is settled
by settings, which hears `ContactsMerged` and `MergeUndone` (`contracts.settings` says the rule).
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from contracts.kinds import Kind
from contracts.records import Contact, ContactChanges, ContactFields
from contracts.wire import Event, Refusal, Wire

UNDOABLE_FOR = timedelta(days=30)
"""So long can a merge, and an import, be undone."""

MOST_TWINS = 10
"""Told of one contact."""


class Likeness(StrEnum):
    """Why two contacts may be the same. Name: a similar one at the same company."""

    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"


class Twin(Wire):
    """The likely same as what was asked about; archived ones too."""

    contact: Contact
    likeness: list[Likeness]


class Twins(Wire):
    """The likeliest first, at most 10."""

    items: list[Twin]


class FindTwins(Wire):
    """Of fields that may not be kept yet; `but` leaves one contact out, the one that the fields are of."""

    kind: Kind
    fields: ContactFields
    but: UUID | None = None


class Suspicion(Wire):
    """Two contacts in use that may be the same; `one` is the older."""

    one: Contact
    other: Contact
    likeness: list[Likeness]
    found_at: datetime


class FindSuspicions(Wire):
    """One page, the newest first. `import_id`: those in which an import's new contacts are."""

    kind: Kind
    import_id: UUID | None = None
    cursor: str | None = None
    limit: int = 50


class SuspicionPage(Wire):
    items: list[Suspicion]
    next_cursor: str | None


class DismissSuspicion(Wire):
    """They are not the same: told once, they are not suspected again."""

    kind: Kind
    contact_ids: tuple[UUID, UUID]


class MergeContacts(Wire):
    """`merged_id` is merged into `survivor_id` and is found there from then on.

    The survivor keeps its fields, gets what it lacks from the other, and the phones, e-mails, tags and notes of both;
    `changes` says otherwise, field by field. Versions None: whatever they are now.
    """

    kind: Kind
    survivor_id: UUID
    merged_id: UUID
    survivor_version: int | None = None
    merged_version: int | None = None
    changes: ContactChanges = ContactChanges()


class Merge(Wire):
    """`merged` is the contact as it was before. Undone, it is there again."""

    id: UUID
    kind: Kind
    survivor_id: UUID
    merged: Contact
    merged_by: UUID
    merged_at: datetime
    undoable_until: datetime
    undone_at: datetime | None = None
    undone_by: UUID | None = None


class Merged(Wire):
    """What came of a merge or of its undoing."""

    merge: Merge
    survivor: Contact


class MergesOf(Wire):
    kind: Kind
    contact_id: UUID


class Merges(Wire):
    """Those whose survivor a contact is, the newest first."""

    items: list[Merge]


class ContactIds(Wire):
    """A contact's own id first, and those of all that were merged into it, and into these: it is found by each."""

    items: list[UUID]


class OneMerge(Wire):
    kind: Kind
    id: UUID


class MergeRefused(Refusal):
    """They cannot become one: the same contact twice, or too much for one record. `errors` name field and limit."""

    slug = "merge-refused"
    title = "These two cannot be merged"


class NotUndoable(Refusal):
    """Too late, undone already, or something that was built upon it has to be undone first."""

    slug = "not-undoable"
    title = "This cannot be undone any more"


class MergeEvent(Event):
    merge: Merge
    survivor: Contact

    @property
    def reference(self) -> dict[str, Any]:
        kept = self.merge.model_dump(mode="json", include={"id", "kind", "survivor_id"})
        survivor = self.survivor.model_dump(mode="json", include={"kind", "id", "version"})
        return {"merge": {**kept, "merged": {"id": str(self.merge.merged.id)}}, "survivor": survivor}


class ContactsMerged(MergeEvent):
    """The merged contact is found as its survivor from here on, by its own id too."""


class MergeUndone(MergeEvent):
    """`restored` is the merged contact as it is there again."""

    restored: Contact
