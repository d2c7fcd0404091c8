"""What HTTP says of the chat where it differs from contracts: bodies of requests, and who is there."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import Field

from contracts.conversations import CreateConversation, Notify
from contracts.messages import MOST_CONTACTS, ContactReference
from contracts.wire import Wire
from gateway.shapes import Body, Edit

MessageNumber = Annotated[int, Path(ge=1, description="of the message in its conversation")]


class NewConversation(CreateConversation):
    model_config = Body.model_config


class ConversationEdits(Body):
    """Only the fields that are set change. While it is archived, only `archived` does."""

    name: Edit[str] = None
    topic: Edit[str] = None
    archived: Edit[bool] = None


class NewMembers(Body):
    """At most 200. Who is in it already stays."""

    person_ids: list[UUID]


class ReadMark(Body):
    """`unread`: what comes after `number` is unread again, though it was read before."""

    number: int = Field(ge=0)
    unread: bool = False


class Preferences(Body):
    notify: Notify


class NamedContact(ContactReference):
    model_config = Body.model_config


class MessageBody(Body):
    """`text` is kept character for character. `mentions` are people in the conversation, others are left out."""

    text: str
    mentions: list[UUID] = []
    contacts: list[NamedContact] = Field([], max_length=MOST_CONTACTS)


class NewMessage(MessageBody):
    """`id` is made by who sends it: the same one twice is the same message, for ever, answered as it is now."""

    id: UUID


class MessageEdit(MessageBody):
    """The message becomes what is given here: what it is to go on naming is named again."""


class PersonPresence(Wire):
    """`visible`: they have QERO before their eyes. `at`: when a browser of theirs said last what they have."""

    person_id: UUID
    visible: bool
    at: datetime


class TeamPresence(Wire):
    """Of whom nothing was heard lately is absent."""

    items: list[PersonPresence]
