"""What HTTP says of contacts that may be the same and of merges, where it differs from contracts."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from contracts.merges import Merge, Twin
from contracts.wire import Wire
from gateway.shapes import Body, ContactEdits, MyContactSettings, MyTmaSettings, ShownCandidate, ShownContact


class CreatedContact(ShownContact):
    """`twins`, at most 10, are likely to be the same: who is shown them may merge."""

    twins: list[Twin]


class CreatedCandidate(ShownCandidate):
    """`twins`, at most 10, are likely to be the same: who is shown them may merge."""

    twins: list[Twin]


class MergeAsk(Body):
    """`merged_version` left out: whatever it is now. `changes` say what is to come of it, field by field."""

    merged_id: UUID
    merged_version: int | None = None
    changes: ContactEdits = ContactEdits()


class MergedContact(Wire):
    merge: Merge
    survivor: ShownContact


class MergedCandidate(Wire):
    merge: Merge
    survivor: ShownCandidate


class SetAside(Wire):
    """What the asker had planned with `contact_id`, which was merged away."""

    merge_id: UUID
    merged_at: datetime
    contact_id: UUID


class ContactSetAside(SetAside):
    my: MyContactSettings


class TmaSetAside(SetAside):
    my: MyTmaSettings


class ContactSettingsSetAside(Wire):
    items: list[ContactSetAside]


class TmaSettingsSetAside(Wire):
    items: list[TmaSetAside]


class DismissalAsk(Body):
    """Two that are not the same."""

    contact_ids: list[UUID] = Field(min_length=2, max_length=2)
