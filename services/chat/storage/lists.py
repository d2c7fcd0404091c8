"""Lists conversations, each with its newest message and what it is to the asker. One query, however many are listed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    DateTime,
    Row,
    Select,
    Uuid,
    any_,
    case,
    literal,
    select,
    true,
    tuple_,
)

from contracts.conversations import Conversation, ConversationList, FindConversations
from contracts.messages import ConversationsAbout, Message
from kit import cursor
from kit.planning import AS_WRITTEN, plan
from services.chat.domain.conversations import no_conversation
from services.chat.storage.members import OF_CONVERSATION, OWN, as_json, as_member
from services.chat.tables import conversation_contacts, conversations, members, messages

COLUMNS = [
    *(column for column in conversations.c if column.name != "direct_key"),
    *OWN,
    members.c.version.label("member_version"),
]
TOLD = [name for name in Conversation.model_fields if name not in ("last_message", "me")]


def one(connection: Connection, id: UUID) -> Conversation:
    """Raises NotFound."""
    row = connection.execute(told(readable().where(conversations.c.id == id))).first()
    if row is None:
        raise no_conversation()
    return conversation_of(row)


def own(connection: Connection, ask: FindConversations) -> ConversationList:
    """The asker's. All of them are looked at, for the one with the newest message comes first."""
    mine = select(*COLUMNS).select_from(members.join(conversations, OF_CONVERSATION))
    return page(connection, mine.where(is_archived(ask)), ask.cursor, ask.limit)


def joinable(connection: Connection, ask: FindConversations) -> ConversationList:
    open_ones = readable().where(~conversations.c.is_private, members.c.person_id.is_(None), is_archived(ask))
    return page(connection, open_ones, ask.cursor, ask.limit)


def about(connection: Connection, ask: ConversationsAbout) -> ConversationList:
    contacts = conversation_contacts.c.contact_id == any_(literal(ask.contact_ids, ARRAY(Uuid)))
    named = select(conversation_contacts.c.conversation_id).where(contacts).distinct().subquery("named")
    found = readable().join(named, named.c.conversation_id == conversations.c.id)
    return page(connection, found, ask.cursor, ask.limit)


def is_archived(ask: FindConversations) -> ColumnElement[bool]:
    return conversations.c.archived_at.is_not(None) if ask.archived else conversations.c.archived_at.is_(None)


def readable() -> Select[Any]:
    return select(*COLUMNS).select_from(conversations.outerjoin(members, OF_CONVERSATION))


def page(connection: Connection, found: Select[Any], after: str | None, limit: int) -> ConversationList:
    place = [conversations.c.last_posted_at, conversations.c.id]
    if after is not None:
        found = found.where(tuple_(*place) < tuple_(*place_from(after)))
    plan(connection, AS_WRITTEN)
    rows = connection.execute(told(found.order_by(*(each.desc() for each in place)).limit(limit + 1))).all()
    more = len(rows) > limit
    return ConversationList(
        items=[conversation_of(row) for row in rows[:limit]],
        next_cursor=cursor_of(rows[limit - 1]) if more else None,
    )


def told(found: Select[Any]) -> Select[Any]:
    """Only of those of this page it is read what was said last, and who is mentioned."""
    each = found.subquery("each")
    newest = (
        select(*(messages.c[name] for name in Message.model_fields))
        .where(
            messages.c.team_id == each.c.team_id,
            messages.c.conversation_id == each.c.id,
            messages.c.number == each.c.last_number,
        )
        .lateral("newest")
    )
    last_message = case((newest.c.number.is_not(None), as_json(dict(newest.c))))
    me = case((each.c.person_id.is_not(None), as_member(each)))
    return (
        select(
            *(each.c[name] for name in (*TOLD, "last_posted_at")), last_message.label("last_message"), me.label("me")
        )
        .select_from(each.outerjoin(newest, true()))
        .order_by(each.c.last_posted_at.desc(), each.c.id.desc())
    )


def conversation_of(row: Row[Any]) -> Conversation:
    return Conversation.model_validate(row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it


def cursor_of(last: Row[Any]) -> str:
    return cursor.encode([last.last_posted_at.isoformat(), str(last.id)])


def place_from(after: str) -> Sequence[ColumnElement[Any]]:
    match cursor.decode(after):
        case [str(moment), str(id)]:
            try:
                at = datetime.fromisoformat(moment)
                if at.tzinfo is not None:
                    return literal(at, DateTime(timezone=True)), literal(UUID(id), Uuid)
            except ValueError:
                pass
    raise cursor.not_a_cursor()
