"""Announcing: an event is written in the transaction of the change it tells of, or not at all."""

from collections.abc import Collection
from functools import cache
from uuid import UUID

from sqlalchemy import Connection, Insert

from contracts.wire import Event, Service
from kit.database import remember_announcing
from kit.journal.tables import journal_in


# Built once: to build it takes SQLAlchemy longer than to send it.
@cache
def row_in(schema: str) -> Insert:
    return journal_in(schema).insert().inline()


class Journal:
    """One transaction's way to announce. Its rows are the team's that the transaction acts for."""

    def __init__(self, connection: Connection, contract: type[Service]) -> None:
        self.connection = connection
        self.contract = contract

    def announce(self, event: Event, *, team_id: UUID, to: Collection[UUID] | None = None) -> None:
        """`to`: the people it is for, as they are now; None: the whole team.

        To be called after the record it tells of is locked: then the events of one record stand in the order of its
        versions.
        """
        if type(event) not in self.contract.events:
            raise TypeError(f"{type(event).__name__} is no event of {self.contract.name}")
        row = {
            "team_id": team_id,
            "audience": None if to is None else sorted(to),
            "type": event.type,
            "data": event.model_dump(mode="json"),
        }
        self.connection.execute(row_in(self.contract.name), row)
        remember_announcing(self.connection)
