"""The same change asked twice is done once.

Keys and answers are kept in the owner's own transaction, so a call that the broker delivers again after a kill finds
its answer (draft-ietf-httpapi-idempotency-key-header).
"""

import hashlib
import json
from functools import cache
from typing import Any

from psycopg.errors import LockNotAvailable
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    MetaData,
    Table,
    Text,
    Update,
    Uuid,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.dml import ReturningInsert

from contracts.wire import Call, Caller, Invalid, KeyInProgress, KeyReused, Wire

LONGEST_KEY = 400
"""Characters on the bus: the client's 255 and what the gateway adds."""


@cache
def table_in(schema: str) -> Table:
    """The table that `kit.migrations.create_idempotency_keys` makes."""
    # Made once: SQLAlchemy remembers what it compiled by the table, and would compile anew for a new one.
    return Table(
        "idempotency_keys",
        MetaData(schema=schema),
        Column("person_id", Uuid, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("team_id", Uuid, nullable=False),
        Column("call", Text, nullable=False),
        Column("fingerprint", Text, nullable=False),
        Column("answer", JSONB),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )


# Built once a schema: to build them takes SQLAlchemy longer than to send them.
@cache
def claim_in(schema: str) -> ReturningInsert[Any]:
    table = table_in(schema)
    return insert(table).on_conflict_do_nothing().returning(table.c.key)


@cache
def remember_in(schema: str) -> Update:
    table = table_in(schema)
    return table.update().where(table.c.person_id == bindparam("whose"), table.c.key == bindparam("which"))


def fingerprint(ask: Wire) -> str:
    """Without secrets, of which not even a fast hash is kept, and without what the gateway adds.

    Fields that were not sent do not count: another version, which knows more or fewer of them, comes to the same.
    """
    left_out = set(ask.secrets | ask.added)
    plain = json.dumps(ask.model_dump(mode="json", exclude_unset=True, exclude=left_out), sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


class IdempotencyKey:
    """One change's key, inside the transaction of the change."""

    def __init__(self, connection: Connection, caller: Caller, key: str, call: Call[Any, Any]) -> None:
        if not 0 < len(key) <= LONGEST_KEY:
            raise Invalid(f"An idempotency key has 1 to {LONGEST_KEY} characters, this one has {len(key)}.")
        self.connection = connection
        self.caller = caller
        self.key = key
        self.call = call

    def recall(self, ask: Wire) -> dict[str, Any] | None:
        """The answer given earlier, or None when the change is still to be made, by whoever got this None.

        Raises KeyReused when the key came with another ask, KeyInProgress when the first is still at it.
        """
        asked = {"call": self.call.name, "fingerprint": fingerprint(ask)}
        claim = {"person_id": self.caller.person_id, "key": self.key, "team_id": self.caller.team_id, **asked}
        try:
            if self.connection.execute(claim_in(self.call.service), claim).first():
                return None
        except OperationalError as error:
            if isinstance(error.orig, LockNotAvailable):
                raise KeyInProgress("Ask again in a moment.", facts={"retry_after": 1}) from error
            raise
        table = table_in(self.call.service)
        mine = (table.c.person_id == self.caller.person_id) & (table.c.key == self.key)
        columns = (table.c.call, table.c.fingerprint, table.c.answer)
        earlier = self.connection.execute(select(*columns).where(mine)).one()
        if (earlier.call, earlier.fingerprint) != (asked["call"], asked["fingerprint"]):
            raise KeyReused("Use a new idempotency key for each new request.")
        answer: dict[str, Any] = earlier.answer
        return answer

    def remember(self, answer: dict[str, Any]) -> None:
        mine = {"whose": self.caller.person_id, "which": self.key}
        self.connection.execute(remember_in(self.call.service), {**mine, "answer": answer})


def forget_old_keys(connection: Connection, schema: str) -> int:
    """Deletes up to 5,000 keys older than 48 hours, whoever's they are; gives how many."""
    gone: int = connection.execute(text(f"select {schema}.forget_old_idempotency_keys()")).scalar_one()
    return gone
