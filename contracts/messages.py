"""A message: what is said in a conversation, and what becomes of it. `contracts.chat` has the calls."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from contracts.kinds import Kind
from contracts.wire import Event, Refusal, Wire

LONGEST_MESSAGE = 16_000
"""Characters."""

MOST_CONTACTS = 20
"""That one message may be about."""


class ContactReference(Wire):
    """A contact or TMA candidate that a message is about; clients show a card in place of `label`."""

    kind: Kind
    contact_id: UUID


class Reaction(Wire):
    """`person_ids` in the order in which they reacted."""

    emoji: str
    person_ids: list[UUID]


class Message(Wire):
    """`id` was made by who sent it. Deleted: `text` is empty, and so is all that it named.

    `edits` counts how often it was changed, the last time at `edited_at`.
    """

    conversation_id: UUID
    number: int
    id: UUID
    author_id: UUID
    text: str
    mentions: list[UUID]
    contacts: list[ContactReference]
    reactions: list[Reaction] = []
    posted_at: datetime
    edited_at: datetime | None = None
    edits: int = 0
    deleted_at: datetime | None = None
    version: int = 1


class MessageFields(Wire):
    """`text` is kept as it is, character for character.

    `mentions`, at most 50, are of people who are in the conversation: others are left out without a word. `contacts`
    are at most 20.
    """

    text: str
    mentions: list[UUID] = []
    contacts: list[ContactReference] = []


class PostMessage(Wire):
    """`id` is made by the sender: the same one twice is the same message, for ever, answered as it is now.

    The asker has made sure that the contacts are the team's.
    """

    conversation_id: UUID
    id: UUID
    fields: MessageFields


class OneSent(Wire):
    """By the id that its sender, the asker, made."""

    conversation_id: UUID
    id: UUID


class Sent(Wire):
    """None: nothing with this id was sent there."""

    message: Message | None


class OneMessage(Wire):
    conversation_id: UUID
    number: int


class ChangeMessage(Wire):
    conversation_id: UUID
    number: int
    version: int | None = None
    fields: MessageFields


class React(Wire):
    """`emoji` is one of what people call that. `on` False takes it back."""

    conversation_id: UUID
    number: int
    emoji: str
    on: bool


class FindMessages(Wire):
    """One of `before`, `after` and `around` at most; none: the newest. In the order of their numbers."""

    conversation_id: UUID
    before: int | None = None
    after: int | None = None
    around: int | None = None
    limit: int = 50


class MessagePage(Wire):
    """`has_earlier` and `has_later`: whether the conversation goes on before the first and after the last."""

    items: list[Message]
    has_earlier: bool
    has_later: bool


class SearchMessages(Wire):
    """Among all that the asker may read, the newest first; `conversation_id` narrows to one.

    Each word of `q` is the beginning of a word in the message. Nothing in `q` has another meaning.
    """

    q: str
    conversation_id: UUID | None = None
    cursor: str | None = None
    limit: int = 50


class Piece(Wire):
    """A part of a found text: `hit` is what was searched."""

    text: str
    hit: bool


class Found(Wire):
    """`pieces`, put together, are the part of the message's text around what was found, as it stands there."""

    message: Message
    pieces: list[Piece]


class SearchPage(Wire):
    items: list[Found]
    next_cursor: str | None


MOST_CONTACTS_ASKED = 100


class ConversationsAbout(Wire):
    """Those that the asker may read in which a message is about one of these, at most 100, contacts."""

    contact_ids: list[UUID]
    cursor: str | None = None
    limit: int = 50


class MessageIdTaken(Refusal):
    """The sender has used this id in another conversation. What ids others use is nobody's news."""

    slug = "message-id-taken"
    title = "Choose another id for this message"


class TooManyReactions(Refusal):
    """`facts["limit"]` is how many different ones a message may have."""

    slug = "too-many-reactions"
    title = "This message has too many different reactions"


class NotYourMessage(Refusal):
    slug = "not-your-message"
    title = "Only who wrote a message may change it"


class MessageChange(StrEnum):
    EDITED = "edited"
    DELETED = "deleted"
    REACTED = "reacted"


class MessageEvent(Event):
    message: Message

    @property
    def reference(self) -> dict[str, Any]:
        return {"message": self.message.model_dump(mode="json", include={"conversation_id", "number", "version"})}


class MessagePosted(MessageEvent):
    """To all who are in the conversation, its author too."""


class MessageChanged(MessageEvent):
    """As it became."""

    change: MessageChange
