"""Keeps what each conversation is to the asker: how far it is read, and of what it rings. Theirs alone is seen here."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, FromClause, Text, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from contracts.conversations import Member, NotAMember
from services.chat.tables import conversations, members, mentions

MOST_MENTIONS_COUNTED = 100

OWN = [members.c[name] for name in ("conversation_id", "person_id", "joined_at", "read_number", "notify")]
OF_CONVERSATION = (members.c.team_id == conversations.c.team_id) & (members.c.conversation_id == conversations.c.id)
"""Of all members a policy leaves the asker alone."""

JOINED = select(
    *OWN,
    members.c.version.label("member_version"),
    members.c.team_id,
    conversations.c.last_number,
).select_from(members.join(conversations, OF_CONVERSATION))

# Built once: to build it takes SQLAlchemy longer than to send it.
WRITE = members.update().where(members.c.conversation_id == bindparam("this")).values(version=members.c.version + 1)


def as_member(of: FromClause) -> ColumnElement[Any]:
    """`of` has the columns of `JOINED`. Nothing is counted over history: what one has posted oneself is read."""
    parts = {
        **{own.name: of.c[own.name] for own in OWN},
        "version": of.c.member_version,
        "unread": of.c.last_number - of.c.read_number,
        "mentions": mentioned(of),
    }
    return as_json(parts)


def as_json(parts: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    """One value of several columns, so that each query has all that it tells of something in one place."""
    return func.jsonb_build_object(
        *(part for name, value in parts.items() for part in (literal(str(name), Text), value)), type_=JSONB
    )


def mentioned(of: FromClause) -> ColumnElement[int]:
    beyond = (
        select(literal(1))
        .where(
            mentions.c.team_id == of.c.team_id,
            mentions.c.person_id == of.c.person_id,
            mentions.c.conversation_id == of.c.conversation_id,
            mentions.c.number > of.c.read_number,
        )
        .correlate(of)
        .limit(MOST_MENTIONS_COUNTED)
    )
    return select(func.count()).select_from(beyond.subquery()).correlate(of).scalar_subquery()


class MemberBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def own(self, conversation_id: UUID) -> Member:
        """Raises NotAMember."""
        mine = JOINED.where(members.c.conversation_id == conversation_id).subquery("mine")
        found = self.connection.execute(select(as_member(mine))).scalar()
        if found is None:
            raise NotAMember("You read this channel and are not in it; join it first.")
        return Member.model_validate(found)

    def own_locked(self, conversation_id: UUID) -> Member:
        """Two devices of one person change it in turn."""
        lock = select(members.c.version).where(members.c.conversation_id == conversation_id)
        self.connection.execute(lock.with_for_update(key_share=True))
        return self.own(conversation_id)

    def change(self, member: Member, **values: Any) -> Member:
        """`member` is as it was read, locked."""
        self.write(member.conversation_id, **values)
        return self.own(member.conversation_id)

    def has_read(self, conversation_id: UUID, number: int) -> None:
        self.write(conversation_id, read_number=number)

    def write(self, conversation_id: UUID, **values: Any) -> None:
        self.connection.execute(WRITE, {"this": conversation_id, **values})
