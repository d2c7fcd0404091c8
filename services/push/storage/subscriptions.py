"""Keeps the devices of the asker. Others' are never seen: what concerns them is done by functions of the database."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, func, select, text
from sqlalchemy.dialects.postgresql import insert

from contracts.push import Subscribe, Subscription
from contracts.wire import Caller, NotFound
from services.push.tables import subscriptions

TOLD = [
    subscriptions.c[name]
    for name in (
        "id", "label", "platform", "language", "created_at", "seen_at", "last_delivered_at", "last_received_at",
        "failures", "session_id", "public_key", "key_mismatch", "origin",
    )
]  # fmt: skip
SAME = func.sha256(text("endpoint::bytea"))


class SubscriptionBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def all(self) -> Sequence[Row[Any]]:
        newest = (subscriptions.c.seen_at.desc(), subscriptions.c.id)
        return self.connection.execute(select(*TOLD).order_by(*newest)).all()

    def find(self, id: UUID) -> Row[Any]:
        """Raises NotFound."""
        row = self.connection.execute(select(*TOLD).where(subscriptions.c.id == id)).first()
        if row is None:
            raise NotFound("You have no such device.")
        return row

    def with_endpoint(self, endpoint: str) -> UUID | None:
        found: UUID | None = self.connection.execute(
            select(subscriptions.c.id).where(subscriptions.c.endpoint == endpoint)
        ).scalar()
        return found

    def count(self) -> int:
        return self.connection.execute(select(func.count()).select_from(subscriptions)).scalar_one()

    def alone(self, person_id: UUID) -> None:
        """Two devices that come at once are counted one after the other."""
        lock = select(func.pg_advisory_xact_lock(func.hashtextextended(f"devices of {person_id}", 0)))
        self.connection.execute(lock)

    def keep(self, ask: Subscribe, origin: str, who: Caller) -> Row[Any]:
        """Made, or made anew: whoever had this endpoint before has it no more."""
        self.connection.execute(select(func.push.let_go(ask.endpoint, who.person_id)))
        owned = {"team_id": who.team_id, "person_id": who.person_id}
        said = {
            "session_id": who.session_id,
            "p256dh": ask.keys.p256dh,
            "auth": ask.keys.auth,
            "public_key": ask.public_key,
            "label": ask.label,
            "platform": ask.platform,
            "language": ask.language.value,
            "key_mismatch": False,
            "failures": 0,
        }
        new = insert(subscriptions).values(**owned, **said, id=uuid4(), endpoint=ask.endpoint, origin=origin)
        kept = new.on_conflict_do_update(index_elements=[SAME], set_={**said, "seen_at": func.now()})
        return self.find(self.connection.execute(kept.returning(subscriptions.c.id)).scalar_one())

    def remove(self, id: UUID) -> bool:
        return self.connection.execute(subscriptions.delete().where(subscriptions.c.id == id)).rowcount == 1

    def received(self, id: UUID) -> None:
        self.connection.execute(
            subscriptions.update().where(subscriptions.c.id == id).values(last_received_at=func.now())
        )

    def silence(self, person_id: UUID, session_id: UUID | None = None) -> list[UUID]:
        """All of theirs, or those of one session; gives which."""
        return list(self.connection.scalars(select(func.push.silence(person_id, session_id))))


def subscription_of(row: Row[Any], who: Caller, current_key: str) -> Subscription:
    return Subscription.model_validate(
        {
            **row._mapping,  # noqa: SLF001  SQLAlchemy's public name for it
            "is_here": row.session_id == who.session_id,
            "is_outdated": row.key_mismatch or row.public_key != current_key,
        }
    )
