"""The relay's side of the database: who relays, which position is whose, what is published, what is too old.

Everything goes over one connection, and the lock goes with it: a relay that lost the lock can number nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, exists, func, select, text, true, update
from sqlalchemy.sql.dml import ReturningUpdate

from contracts.journal import Entry, Head
from kit.journal.reading import entry_of
from kit.journal.tables import head_in, journal_in

KEPT = timedelta(hours=72)
LARGEST_BATCH = 200
LARGEST_PRUNING = 5_000
MOST_COUNTED = 100_000

# Each statement is a transaction. Of two that number at once the later one fails: the head it saw has changed.
# Who hangs, or whose machine is gone, loses the session and the lock with it.
OWN_SESSION = text("""
    select set_config('default_transaction_isolation', 'repeatable read', false),
        set_config('app.all_teams', 'on', false),
        set_config('idle_session_timeout', '15s', false),
        set_config('tcp_keepalives_idle', '3', false),
        set_config('tcp_keepalives_interval', '1', false),
        set_config('tcp_keepalives_count', '3', false)
""")


@contextmanager
def own_connection(engine: Engine) -> Iterator[Connection]:
    """Closed at the end without a goodbye, for nobody may be there to hear it."""
    with engine.connect() as connection:
        try:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(OWN_SESSION)
            yield connection
        finally:
            connection.invalidate()


@dataclass(frozen=True)
class Waiting:
    """What is committed and not yet published. `count` stops at 100,000."""

    count: int
    oldest_seconds: float


class Numbering:
    """`head` and `published` are as this relay last knew them."""

    def __init__(self, connection: Connection, schema: str) -> None:
        self.connection = connection
        self.schema = schema
        self.journal = journal_in(schema)
        self.row = head_in(schema)
        self.head = self.published = 0
        # Once: to build it takes SQLAlchemy a hundred times as long as to send it again.
        self.number = self.numbered()

    def elect(self) -> bool:
        """Whether this process relays from now on, as long as the connection lives."""
        lock = select(func.pg_try_advisory_lock(func.hashtext(f"{self.schema} relay")))
        return bool(self.connection.execute(lock).scalar_one())

    def look(self) -> Head:
        row = self.connection.execute(select(self.row)).one()
        self.head, self.published = row.head, row.published
        return Head(epoch=row.epoch, floor=row.floor, head=row.head)

    def batch(self) -> list[Entry]:
        """What is to be published next, in order. Its positions are committed."""
        wanted = self.unpublished() if self.head > self.published else self.number
        entries = sorted(map(entry_of, self.connection.execute(wanted)), key=lambda entry: entry.position)
        if entries:
            self.head = max(self.head, entries[-1].position)
        return entries

    def unpublished(self) -> Select[Any]:
        position = self.journal.c.position
        return select(self.journal).where(position > self.published).order_by(position).limit(LARGEST_BATCH)

    def numbered(self) -> ReturningUpdate[Any]:
        """Gives the oldest rows without a position the next ones."""
        journal, row = self.journal, self.row
        without = select(journal.c.id).where(journal.c.position.is_(None))
        oldest = without.order_by(journal.c.id).limit(LARGEST_BATCH).subquery()
        places = select(oldest.c.id, func.row_number().over(order_by=oldest.c.id).label("place")).cte("places")
        count = select(func.count()).select_from(places).scalar_subquery()
        moved = (
            update(row)
            .where(exists(select(places.c.id)))
            .values(head=row.c.head + count)
            .returning((row.c.head - count).label("before"))
            .cte("moved")
        )
        return (
            update(journal)
            .where(journal.c.id == places.c.id)
            .values(position=select(moved.c.before).scalar_subquery() + places.c.place)
            .returning(*journal.c)
        )

    def mark(self, position: int) -> None:
        """Everything up to `position` is on the bus. A mark that the database loses in a crash costs only a repeat."""
        unhurried = func.set_config("synchronous_commit", "off", true()).is_not(None)
        before = self.row.c.published < position
        self.connection.execute(update(self.row).where(before, unhurried).values(published=position))
        self.published = position

    def waiting(self) -> Waiting:
        journal = self.journal
        without = select(journal.c.at).where(journal.c.position.is_(None))
        count = select(func.count()).select_from(without.limit(MOST_COUNTED).subquery()).scalar_subquery()
        next_at = select(journal.c.at).where(journal.c.position == self.published + 1).scalar_subquery()
        oldest_at = func.coalesce(next_at, without.order_by(journal.c.id).limit(1).scalar_subquery())
        seconds = func.extract("epoch", func.clock_timestamp() - oldest_at)
        found = self.connection.execute(select(count.label("unnumbered"), seconds.label("seconds"))).one()
        return Waiting(count=found.unnumbered + self.head - self.published, oldest_seconds=float(found.seconds or 0))

    def prune(self) -> bool:
        """Takes away one batch of what is published and too old. True when there may be more."""
        floor = self.look().floor
        position = self.journal.c.position
        first = (
            select(position, self.journal.c.at)
            .where(position > floor, position <= self.published)
            .order_by(position)
            .limit(LARGEST_PRUNING)
            .subquery()
        )
        young = func.min(first.c.position).filter(first.c.at >= func.now() - KEPT)
        through = self.connection.execute(select(func.coalesce(young - 1, func.max(first.c.position)))).scalar()
        if through is None or through == floor:
            return False
        gone = delete(self.journal).where(position > floor, position <= through).cte("gone")
        self.connection.execute(update(self.row).values(floor=through).add_cte(gone))
        return bool(through - floor == LARGEST_PRUNING)
