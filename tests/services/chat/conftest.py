from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.accounts import Profile, ProfileChanged
from contracts.conversations import Conversation, ConversationKind, CreateConversation
from contracts.messages import Message, MessageFields, PostMessage
from contracts.wire import Caller
from kit.database import act_for
from services.chat.service import ChatService

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def chat(service) -> Callable[..., ChatService]:
    """`chat(ann)` answers as Ann."""
    return lambda caller, **options: service(ChatService, caller, **options)


@pytest.fixture
def hear(chat) -> Callable[..., None]:
    """`hear(ann, version=2, active=False)` tells chat of Ann, as the event does."""

    def tell(person: Caller, *, version: int = 1, active: bool = True) -> None:
        listening = chat(None)
        with listening.store.transaction() as book:
            act_for(book.connection, team_id=person.team_id, person_id=None)
            listening.on_profile_changed(ProfileChanged(profile=profile_of(person, version=version, active=active)))

    return tell


def profile_of(person: Caller, **fields: Any) -> Profile:
    return Profile(
        id=person.person_id,
        name="Ann",
        email="ann@nord.example",
        role=person.role,
        colour="#2563eb",
        time_zone=person.time_zone,
        created_at=NOON,
        **fields,
    )


@pytest.fixture
def everybody(hear, ann, ben, cid, xena) -> list[Caller]:
    """Chat has heard of them."""
    people = [ann, ben, cid, xena]
    for person in people:
        hear(person)
    return people


@pytest.fixture
def begin(chat, everybody) -> Callable[..., Conversation]:
    """`begin(ann, ben)`: a group of the two, begun by Ann."""

    def begun(caller: Caller, *others: Caller, kind: ConversationKind = ConversationKind.GROUP, **fields) -> Any:
        ids = [other.person_id for other in others]
        return chat(caller).create(CreateConversation(kind=kind, member_ids=ids, **fields))

    return begun


@pytest.fixture
def channel(begin) -> Callable[..., Conversation]:
    """`channel(ann, ben)`: an open channel of Ann's, in which Ben is too."""

    def opened(caller: Caller, *others: Caller, name: str = "boats", **fields) -> Conversation:
        return begin(caller, *others, kind=ConversationKind.CHANNEL, name=name, **fields)

    return opened


@pytest.fixture
def direct(begin) -> Callable[..., Conversation]:
    return lambda caller, *others: begin(caller, *others, kind=ConversationKind.DIRECT)


@pytest.fixture
def say(chat) -> Callable[..., Message]:
    """`say(ann, group, "Hello", mentions=[ben.person_id])`"""

    def said(caller: Caller, conversation: Conversation, text: str = "Hello", id: UUID | None = None, **names) -> Any:
        fields = MessageFields(text=text, **names)
        return chat(caller).post(PostMessage(conversation_id=conversation.id, id=id or uuid4(), fields=fields))

    return said
