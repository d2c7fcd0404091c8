"""How far a journal is applied: one row for each source, kept in the transactions of the effects."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from contracts.journal import Head
from kit.listening.tables import listeners_in


@dataclass(frozen=True)
class Place:
    """`epoch` is '' while nothing was built yet, or when it shall be built anew."""

    epoch: str
    position: int

    def continues_with(self, head: Head) -> bool:
        """Whether everything after this place is still in the journal, and it is the same journal."""
        return self.epoch == head.epoch and head.floor <= self.position <= head.head


NOWHERE = Place(epoch="", position=0)


class Places:
    """One transaction's view of the row. The transaction acts for all teams."""

    def __init__(self, connection: Connection, service: str, source: str) -> None:
        self.connection = connection
        self.source = source
        self.table = listeners_in(service)

    def find(self, *, locked: bool = False) -> Place:
        """Locked until the transaction ends: of two that are active for a moment, the other one waits."""
        wanted = select(self.table.c.epoch, self.table.c.position).where(self.table.c.source == self.source)
        row = self.connection.execute(wanted.with_for_update() if locked else wanted).one_or_none()
        return Place(row.epoch, row.position) if row else NOWHERE

    def advance(self, position: int) -> None:
        self.change(position=position, head=func.greatest(self.table.c.head, position))

    def tell_head(self, head: Head, *, gaps_filled: int = 0) -> Place:
        return self.change(head=head.head, gaps_filled=self.table.c.gaps_filled + gaps_filled)

    def change(self, **values: object) -> Place:
        row = self.connection.execute(
            self.table.update()
            .where(self.table.c.source == self.source)
            .values(heard_at=func.clock_timestamp(), **values)
            .returning(self.table.c.epoch, self.table.c.position)
        ).one_or_none()
        return Place(row.epoch, row.position) if row else NOWHERE

    def begin_at(self, place: Place, head: Head, *, was: Place) -> None:
        """From here on, unless another one has begun or gone on meanwhile."""
        values = {
            "epoch": place.epoch,
            "position": place.position,
            "head": head.head,
            "heard_at": func.clock_timestamp(),
        }
        self.connection.execute(
            insert(self.table)
            .values(source=self.source, **values)
            .on_conflict_do_update(
                index_elements=["source"],
                set_=values,
                where=(self.table.c.epoch == was.epoch) & (self.table.c.position == was.position),
            )
        )
