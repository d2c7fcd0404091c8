"""What push asks of the others at the moment at which a device is to ring. Nothing of it is kept."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.conversations import ConversationKind, Notify
from contracts.kinds import Kind
from contracts.wire import Wire

MOST_ASKED = 200
"""Of each, in one ask."""


class MessageAsked(Wire):
    """One message, for one person."""

    team_id: UUID
    person_id: UUID
    conversation_id: UUID
    number: int


class MessagesAsked(Wire):
    items: Annotated[list[MessageAsked], Field(max_length=MOST_ASKED)]


class MessageFor(Wire):
    """What a message is to one of the members of its conversation, now.

    `name` is the conversation's, empty for direct ones. `is_read`: their read mark is at it or beyond. `unread` is of
    all of their conversations that they have not muted.
    """

    team_id: UUID
    person_id: UUID
    conversation_id: UUID
    number: int
    kind: ConversationKind
    name: str
    author_id: UUID
    text: str
    contacts: int
    posted_at: datetime
    notify: Notify
    is_mentioned: bool
    is_read: bool
    unread: int


class MessagesFor(Wire):
    """Absent: the message is deleted, or the person no member."""

    items: list[MessageFor]


class TeamMember(Wire):
    team_id: UUID
    person_id: UUID


class MembersAsked(Wire):
    items: Annotated[list[TeamMember], Field(max_length=MOST_ASKED)]


class Called(Wire):
    """How a person is called, and by which clock they live."""

    team_id: UUID
    person_id: UUID
    name: str
    time_zone: str


class CalledList(Wire):
    """Of those that there are."""

    items: list[Called]


class TeamContact(Wire):
    team_id: UUID
    kind: Kind
    contact_id: UUID


class NamesOf(Wire):
    items: Annotated[list[TeamContact], Field(max_length=MOST_ASKED)]


class ContactName(TeamContact):
    name: str


class ContactNames(Wire):
    """Of those in use."""

    items: list[ContactName]
