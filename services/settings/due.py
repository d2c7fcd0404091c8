"""Follow-ups whose time has come: each is announced once for each time that was set, however many replicas look.

One that is set into the past is due at once: overdue is overdue. One of an archived contact waits, and rings when the
contact is restored. A time that has rung and is set anew, with no other one in between, has rung.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from contracts.settings import FollowUpDue, PersonalSettings
from kit.database import act_for
from services.settings.storage import PersonalBook, settings_from
from services.settings.tables import TABLES

MOST_AT_ONCE = 100
"""Of each kind, in one transaction."""


@dataclass(frozen=True)
class Due:
    team_id: UUID
    person_id: UUID
    settings: PersonalSettings


def announce_due(book: PersonalBook) -> bool:
    """Whether there may be more."""
    taken = list(take_due(book.connection))
    for due in taken:
        act_for(book.connection, team_id=due.team_id, person_id=due.person_id)
        event = FollowUpDue(person_id=due.person_id, settings=due.settings)
        book.journal.announce(event, team_id=due.team_id, to=[due.person_id])
    return len(taken) >= MOST_AT_ONCE


def take_due(connection: Connection) -> Iterator[Due]:
    """Everybody's; nobody else takes them unless this transaction comes to nothing."""
    for kind, table in TABLES.items():
        take = text(f"select :kind as kind, taken.* from settings.take_due_{table.name}(:most) taken")  # noqa: S608  ours
        for row in connection.execute(take, {"kind": kind, "most": MOST_AT_ONCE}):
            yield Due(row.team_id, row.person_id, settings_from(row))
