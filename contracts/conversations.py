"""A conversation and who is in it: what is asked and told of both. `contracts.chat` has the calls."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from contracts.messages import Message
from contracts.wire import Event, Refusal, Wire


class ConversationKind(StrEnum):
    CHANNEL = "channel"
    GROUP = "group"
    DIRECT = "direct"
    """Of two people, one for each pair; or of one with themself."""


class Notify(StrEnum):
    """Of what in a conversation a person wants to be rung."""

    ALL = "all"
    MENTIONS = "mentions"
    NONE = "none"


class Member(Wire):
    """What a conversation is to one of its members: theirs alone.

    `read_number`: everything up to it is read, at the beginning all that was said before they came. `unread` counts
    what came after, `mentions` how often they are mentioned in it, at most 100. To post is to have read: one's own
    message moves the mark to its number, and `MessagePosted` is all that is told of it.
    """

    conversation_id: UUID
    person_id: UUID
    joined_at: datetime
    read_number: int
    unread: int
    mentions: int
    notify: Notify
    version: int


class Conversation(Wire):
    """`name` is empty for direct ones, which are called by who is in them. `last_number` is 0 while nothing was said.

    Whatever is no open channel is private. `member_ids` are of those who are in it now, the deactivated too: they keep
    their place. `version` counts what becomes of the conversation itself, not of what is said in it. `me` is None for a
    reader of an open channel who has not joined.
    """

    id: UUID
    kind: ConversationKind
    name: str
    topic: str
    is_private: bool
    member_ids: list[UUID]
    last_number: int
    last_message: Message | None
    created_by: UUID
    created_at: datetime
    archived_at: datetime | None
    version: int
    me: Member | None = None


class ConversationList(Wire):
    """The one with the newest message first."""

    items: list[Conversation]
    next_cursor: str | None


class FindConversations(Wire):
    """The asker's own, or with `joinable` the open channels that they are not in. At most 500 a page."""

    joinable: bool = False
    archived: bool = False
    cursor: str | None = None
    limit: int = 500


class OneConversation(Wire):
    id: UUID


class MemberIds(Wire):
    """Of those who hear of it, so without the deactivated: for what nobody keeps, such as typing.

    Refused to who is not in it.
    """

    items: list[UUID]


class CreateConversation(Wire):
    """`member_ids` besides the asker, at most 200. A direct one that exists already is answered as it is.

    `name`, `topic` and `is_private` are a channel's; a group may have a name and a topic.
    """

    kind: ConversationKind
    name: str = ""
    topic: str = ""
    is_private: bool = False
    member_ids: list[UUID] = []


class ConversationChanges(Wire):
    """Only the fields that are set change. While it is archived, only `archived` does."""

    name: str | None = None
    topic: str | None = None
    archived: bool | None = None


class ChangeConversation(Wire):
    """A group or private channel: by any of its members. An open channel: by who made it, or by an admin."""

    id: UUID
    version: int | None = None
    changes: ConversationChanges


class AddMembers(Wire):
    """By any of its members. Who comes may read all that was said before. At most 200; who is in it already stays."""

    id: UUID
    person_ids: list[UUID]


class RemoveMember(Wire):
    """Oneself: leaving. Others: by any member of a group or private channel, by an admin in an open channel."""

    id: UUID
    person_id: UUID


class Left(Wire):
    id: UUID


class Prefer(Wire):
    id: UUID
    notify: Notify


class ReadUpTo(Wire):
    """Never moves the mark back, unless `unread` says that it is meant: what comes after `number` is unread again."""

    id: UUID
    number: int
    unread: bool = False


class NotAMember(Refusal):
    """Of an open channel, which everybody may read: to write in it one joins."""

    slug = "not-a-member"
    title = "Join this channel first"


class ConversationArchived(Refusal):
    slug = "conversation-archived"
    title = "This conversation is archived"


class ConversationFull(Refusal):
    """`facts["limit"]` is how many members a conversation may have."""

    slug = "conversation-full"
    title = "There are too many people in this conversation"


class CannotLeave(Refusal):
    """A direct conversation stays with both."""

    slug = "cannot-leave"
    title = "One cannot leave this conversation"


class ConversationChanged(Event):
    """It began, was renamed, archived, somebody came or went: as it became, to all who are in it (`me` is None).

    Of an open channel the whole team hears.
    """

    conversation: Conversation

    @property
    def reference(self) -> dict[str, Any]:
        return {"conversation": self.conversation.model_dump(mode="json", include={"id", "version"})}


class ConversationLeft(Event):
    """To who has left or was removed, alone: it names what they knew, and nothing that has happened since."""

    conversation_id: UUID

    @property
    def reference(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


class MemberEvent(Event):
    """For its person alone."""

    member: Member

    @property
    def reference(self) -> dict[str, Any]:
        return {"member": self.member.model_dump(mode="json")}


class ReadMarkMoved(MemberEvent):
    pass


class Preferred(MemberEvent):
    pass
