"""Keeps call logs and finds the newest. A contact's `last_called_at` is kept true in the same transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    Connection,
    DateTime,
    Row,
    Uuid,
    func,
    literal,
    select,
    true,
    tuple_,
)

from contracts.contacts import CallLog, CallLogPage, CallLogsOf, RecentCalls
from contracts.records import Contact
from contracts.wire import NotFound
from kit import cursor
from kit.planning import AS_WRITTEN, each_of, looked_up, plan
from services.contacts.storage.contacts import SHOWN, contact_of
from services.contacts.tables import call_logs, contacts

COLUMNS = [call_logs.c[name] for name in CallLog.model_fields]


def log_of(row: Row[Any]) -> CallLog:
    return CallLog.model_validate(row._asdict())


class CallLogBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def log(self, id: UUID) -> tuple[CallLog, Contact]:
        """With its contact, which is locked, so `last_called_at` has one writer at a time. Raises NotFound."""
        of_contact = select(call_logs.c.contact_id).where(call_logs.c.id == id).scalar_subquery()
        lock = select(*SHOWN).where(contacts.c.id == of_contact).with_for_update(key_share=True)
        while True:
            contact = self.connection.execute(lock).first()
            row = self.connection.execute(select(*COLUMNS).where(call_logs.c.id == id)).first()
            if row is None:
                raise NotFound("This call log does not exist.")
            # While its contact was waited for, the log may have moved to another one.
            if contact is not None and contact.id == row.contact_id:
                return log_of(row), contact_of(contact)

    def add(self, contact: Contact, values: Mapping[str, Any], *, team_id: UUID, person_id: UUID) -> CallLog:
        """`contact` is locked."""
        who = {"team_id": team_id, "person_id": person_id, "contact_id": contact.id, "kind": contact.kind}
        added = call_logs.insert().values(id=uuid4(), **who, **values).returning(*COLUMNS)
        log = log_of(self.connection.execute(added).one())
        self.keep_last_call(contact.id)
        return log

    def change(self, log: CallLog, values: Mapping[str, Any]) -> CallLog:
        change = (
            call_logs.update()
            .where(call_logs.c.id == log.id)
            .values(**values, version=call_logs.c.version + 1)
            .returning(*COLUMNS)
        )
        changed = log_of(self.connection.execute(change).one())
        self.keep_last_call(log.contact_id)
        return changed

    def remove(self, log: CallLog) -> None:
        self.connection.execute(call_logs.delete().where(call_logs.c.id == log.id))
        self.keep_last_call(log.contact_id)

    def move(self, from_id: UUID, to_id: UUID, only: Sequence[UUID] | None = None) -> list[UUID]:
        """Everybody's. Both contacts are locked. Gives which were moved: of `only`, those that are still there."""
        moved = func.contacts.move_call_logs(from_id, to_id, literal(only, ARRAY(Uuid)))
        ids = list(self.connection.execute(select(moved)).scalars())
        for contact_id in (from_id, to_id):
            self.keep_last_call(contact_id)
        return ids

    def keep_last_call(self, contact_id: UUID) -> None:
        """Nobody edits it, so it makes no new version of the contact."""
        newest = select(func.max(call_logs.c.called_at)).where(call_logs.c.contact_id == contact_id).scalar_subquery()
        stale = (contacts.c.id == contact_id) & contacts.c.last_called_at.is_distinct_from(newest)
        self.connection.execute(contacts.update().where(stale).values(last_called_at=newest))

    def newest_of(self, ask: CallLogsOf) -> dict[UUID, list[CallLog]]:
        """Of each contact that is there itself, in one statement."""
        plan(self.connection, AS_WRITTEN)
        asked = each_of(dict.fromkeys(ask.contact_ids))
        one = looked_up(contacts, "id", asked.c.id, contacts.c.kind == ask.kind)
        newest = (
            select(*COLUMNS)
            .where(call_logs.c.contact_id == one.c.id, call_logs.c.team_id == one.c.team_id)
            .order_by(call_logs.c.called_at.desc(), call_logs.c.id.desc())
            .limit(ask.per_contact)
        )
        if ask.since is not None:
            newest = newest.where(call_logs.c.called_at >= moment(ask.since))
        each = newest.lateral("newest")
        statement = (
            select(one.c.id.label("asked_id"), *each.c)
            .select_from(asked.join(one, true()).outerjoin(each, true()))
            .order_by(each.c.called_at.desc(), each.c.id.desc())
        )
        found: dict[UUID, list[CallLog]] = {}
        for row in self.connection.execute(statement).all():
            logs = found.setdefault(row.asked_id, [])
            if row.id is not None:
                logs.append(log_of(row))
        return found

    def recent(self, ask: RecentCalls) -> CallLogPage:
        """The team's, or one person's, newest first."""
        place = (call_logs.c.called_at, call_logs.c.id)
        statement = select(*COLUMNS).where(call_logs.c.called_at >= moment(ask.since))
        if ask.person_id is not None:
            statement = statement.where(call_logs.c.person_id == ask.person_id)
        if ask.cursor is not None:
            statement = statement.where(tuple_(*place) < tuple_(*place_at(ask.cursor)))
        ordered = statement.order_by(*(column.desc() for column in place)).limit(ask.limit + 1)
        logs = [log_of(row) for row in self.connection.execute(ordered)]
        shown = logs[: ask.limit]
        more = len(logs) > ask.limit
        return CallLogPage(
            items=shown,
            next_cursor=cursor.encode([shown[-1].called_at.isoformat(), str(shown[-1].id)]) if more else None,
        )


def moment(at: datetime) -> Any:
    return literal(at, DateTime(timezone=True))


def place_at(given: str) -> list[Any]:
    match cursor.decode(given):
        case [str(called_at), str(id)]:
            pass
        case _:
            raise cursor.not_a_cursor()
    try:
        at = datetime.fromisoformat(called_at)
        if at.tzinfo is None:
            raise ValueError(called_at)
        return [moment(at), literal(UUID(id), Uuid)]
    except ValueError as error:
        raise cursor.not_a_cursor() from error
