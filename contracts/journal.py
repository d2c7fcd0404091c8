"""How events stand in a service's journal, and how the journal is read.

Left out: which events there are (each service's contract says it), and how they are kept and carried (`kit.journal`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.wire import Wire

LARGEST_EVENTS_PAGE = 500
"""Entries that one `events_since` may give."""


class Entry(Wire):
    """One event as it stands in its service's journal. Positions are 1, 2, 3 … without a gap."""

    position: int
    event_id: UUID
    type: str
    team_id: UUID
    audience: list[UUID] | None
    """The people it is for, as they were when it happened; None: the whole team."""
    at: datetime
    data: Mapping[str, Any]
    request_id: str | None = None
    """Of the request that it came of."""
    traceparent: str | None = None
    """W3C's, of what was traced; None where nothing was."""

    def is_for(self, team_id: UUID, person_id: UUID) -> bool:
        return self.team_id == team_id and (self.audience is None or person_id in self.audience)


class Head(Wire):
    """A journal's state, told every few seconds: so that the loss of the last event shows as well."""

    epoch: str
    """Another one after the database was restored from a backup: positions before it mean nothing then."""
    floor: int
    """The last position that is not kept any more; 0 while all are."""
    head: int
    """The last position given out; 0 while there is none."""


class Reader(Wire):
    """Whose eyes to read with: what is not for them is left out."""

    team_id: UUID
    person_id: UUID


class EventsSince(Wire):
    """`limit` 0 to 500; 0 asks for the head alone."""

    position: int
    limit: int = 200
    reader: Reader | None = None


class EventPage(Head):
    entries: list[Entry]
    through: int
    """Everything up to this position has been looked at: where to go on, also when the reader saw nothing."""
