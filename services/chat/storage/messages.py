"""Keeps messages, and whom and what they name."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Connection, Row, Text, Uuid, any_, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from contracts.messages import Message
from services.chat.domain.messages import contact_ids, id_taken
from services.chat.domain.search import kept_words
from services.chat.tables import conversation_contacts, mentions, messages

SHOWN = [messages.c[name] for name in Message.model_fields]
SENT = tuple(name for name in Message.model_fields if name != "reactions")
CHANGES = ("text", "mentions", "contacts", "reactions", "edited_at", "edits", "deleted_at", "version")

# Built once: to build them takes SQLAlchemy longer than to send them.
SENT_BEFORE = select(*SHOWN).where(messages.c.author_id == bindparam("author_id"), messages.c.id == bindparam("id"))
POST = (
    insert(messages)
    .values(words=func.array_to_tsvector(bindparam("kept_words", type_=ARRAY(Text))))
    .on_conflict_do_nothing(index_elements=["team_id", "author_id", "id"])
    .returning(messages.c.number)
)


def message_of(row: Row[Any]) -> Message:
    return Message.model_validate(row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it


class MessageBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def message(self, conversation_id: UUID, number: int) -> Message:
        """One that is known to be there."""
        [message] = self.between(conversation_id, range(number, number + 1))
        return message

    def between(self, conversation_id: UUID, numbers: range) -> list[Message]:
        """In the order of their numbers."""
        statement = (
            select(*SHOWN)
            .where(
                messages.c.conversation_id == conversation_id,
                messages.c.number >= numbers.start,
                messages.c.number < numbers.stop,
            )
            .order_by(messages.c.number)
        )
        return [message_of(row) for row in self.connection.execute(statement)]

    def sent_before(self, author_id: UUID, id: UUID) -> Message | None:
        """As it is now."""
        row = self.connection.execute(SENT_BEFORE, {"author_id": author_id, "id": id}).first()
        return message_of(row) if row else None

    def post(self, message: Message, *, team_id: UUID) -> None:
        """Raises MessageIdTaken when its author has used the id where they cannot look any more."""
        columns = kept(message)
        row = {name: columns[name] for name in SENT} | {"team_id": team_id, "kept_words": words(message, team_id)}
        if self.connection.execute(POST, row).first() is None:
            raise id_taken()
        self.name_people(message, message.mentions, team_id)
        self.name_contacts(message, contact_ids(message), team_id)

    def change(self, before: Message, after: Message, *, team_id: UUID) -> None:
        values = {name: kept(after)[name] for name in CHANGES}
        if after.text != before.text:
            values["words"] = func.array_to_tsvector(literal(words(after, team_id), ARRAY(Text)))
        self.connection.execute(messages.update().where(*is_the(messages, after)).values(**values))
        named, names = set(before.mentions), set(after.mentions)
        if gone := named - names:
            self.connection.execute(
                mentions.delete().where(*is_the(mentions, after), mentions.c.person_id == any_(ids(gone)))
            )
        self.name_people(after, names - named, team_id)
        self.unname_contacts(after, contact_ids(before) - contact_ids(after))
        self.name_contacts(after, contact_ids(after) - contact_ids(before), team_id)

    def name_people(self, message: Message, person_ids: Collection[UUID], team_id: UUID) -> None:
        """One's own name is nothing to be told of."""
        where = {"team_id": team_id, "conversation_id": message.conversation_id, "number": message.number}
        rows = [{**where, "person_id": person_id} for person_id in person_ids if person_id != message.author_id]
        if rows:
            self.connection.execute(insert(mentions).values(rows))

    def name_contacts(self, message: Message, contacts: Collection[UUID], team_id: UUID) -> None:
        if not contacts:
            return
        where = {"team_id": team_id, "conversation_id": message.conversation_id, "messages": 1}
        new = insert(conversation_contacts).values([{**where, "contact_id": contact_id} for contact_id in contacts])
        key = ["team_id", "contact_id", "conversation_id"]
        one_more = {"messages": conversation_contacts.c.messages + 1}
        self.connection.execute(new.on_conflict_do_update(index_elements=key, set_=one_more))

    def unname_contacts(self, message: Message, contacts: Collection[UUID]) -> None:
        if not contacts:
            return
        table = conversation_contacts
        these = (table.c.conversation_id == message.conversation_id) & (table.c.contact_id == any_(ids(contacts)))
        self.connection.execute(table.delete().where(these, table.c.messages == 1))
        self.connection.execute(table.update().where(these).values(messages=table.c.messages - 1))


def kept(message: Message) -> dict[str, Any]:
    """As the columns take it."""
    lists = {
        "contacts": [reference.model_dump(mode="json") for reference in message.contacts],
        "reactions": [reaction.model_dump(mode="json") for reaction in message.reactions],
    }
    return {**dict(message), **lists}


def words(message: Message, team_id: UUID) -> list[str]:
    return kept_words(message.text, team_id, message.posted_at)


def is_the(table: Any, message: Message) -> tuple[Any, Any]:
    return table.c.conversation_id == message.conversation_id, table.c.number == message.number


def ids(some: Collection[UUID]) -> Any:
    return literal(list(some), ARRAY(Uuid))
