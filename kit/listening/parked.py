"""Events that could not be applied: kept with their reason, until somebody asks for another try."""

from uuid import UUID

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert

from contracts.journal import Entry
from kit.listening.tables import parked_in

LONGEST_REASON = 500


class ParkedEvents:
    """One transaction's view of those of one source. The transaction acts for all teams."""

    def __init__(self, connection: Connection, service: str, source: str) -> None:
        self.connection = connection
        self.source = source
        self.table = parked_in(service)

    def park(self, entry: Entry, error: BaseException, *, attempts: int) -> None:
        """Also again: a rebuilt listener may meet an event for the second time."""
        kept = {
            "source": self.source,
            "position": entry.position,
            "entry": entry.model_dump(mode="json"),
            "reason": reason_of(error),
            "attempts": attempts,
        }
        self.connection.execute(
            insert(self.table)
            .values(event_id=entry.event_id, **kept)
            .on_conflict_do_update(index_elements=["event_id"], set_={**kept, "replay_asked_at": None})
        )

    def kept(self) -> tuple[int, list[UUID]]:
        """How many there are, and which of them somebody wants tried again, in the journal's order."""
        ids = func.array_agg(aggregate_order_by(self.table.c.event_id, self.table.c.position))
        asked = ids.filter(self.table.c.replay_asked_at.is_not(None))
        row = self.connection.execute(select(func.count(), asked).where(self.table.c.source == self.source)).one()
        return int(row[0]), list(row[1] or ())

    def take(self, event_id: UUID) -> Entry | None:
        """Out of the table; None when another one was faster."""
        taken = (
            self.table.delete()
            .where(self.table.c.event_id == event_id, self.table.c.replay_asked_at.is_not(None))
            .returning(self.table.c.entry)
        )
        entry = self.connection.execute(taken).scalar_one_or_none()
        return None if entry is None else Entry.model_validate(entry)

    def failed_again(self, event_id: UUID, error: BaseException) -> None:
        self.connection.execute(
            self.table.update()
            .where(self.table.c.event_id == event_id)
            .values(
                reason=reason_of(error),
                attempts=self.table.c.attempts + 1,
                parked_at=func.now(),
                replay_asked_at=None,
            )
        )


def reason_of(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:LONGEST_REASON]
