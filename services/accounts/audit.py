"""Keeps what was changed in a team, in the transaction of the change. Nothing of it is ever changed."""

from uuid import UUID

from sqlalchemy import Connection, select

from contracts.accounts import Audited, AuditEntry, AuditPage, FindAudit
from kit import cursor
from kit.planning import AS_WRITTEN, plan
from services.accounts.domain.audit import Facts
from services.accounts.tables import audit


class AuditBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(
        self, what: Audited, *, person_id: UUID, subject_id: UUID | None = None, facts: Facts | None = None
    ) -> None:
        entry = {"what": what, "person_id": person_id, "subject_id": subject_id, "facts": facts or {}}
        self.connection.execute(audit.insert().values(entry))

    def page(self, ask: FindAudit) -> AuditPage:
        """The newest first."""
        plan(self.connection, AS_WRITTEN)
        earlier = audit.c.id < cursor.place_among_newest(ask.cursor)
        newest = select(audit).where(earlier).order_by(audit.c.id.desc()).limit(ask.limit + 1)
        rows = self.connection.execute(newest).all()
        more = len(rows) > ask.limit
        return AuditPage(
            items=[AuditEntry.model_validate(row._asdict()) for row in rows[: ask.limit]],
            next_cursor=cursor.encode([rows[ask.limit - 1].id]) if more else None,
        )
