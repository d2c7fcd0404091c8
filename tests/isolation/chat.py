"""How to ask chat for something of Ann's: what she says where she is alone, and a channel that is the team's."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from isolation.refusals import EACH_THEIR_OWN, OF_ANN, OF_TEAM, Refusals
from isolation.world import ANNS_DAY, ANNS_WORD, TEAMS_WORD, World

from contracts.chat import Chat
from contracts.conversations import (
    AddMembers,
    ChangeConversation,
    ConversationChanges,
    ConversationKind,
    CreateConversation,
    FindConversations,
    Notify,
    OneConversation,
    Prefer,
    ReadUpTo,
    RemoveMember,
)
from contracts.kinds import Kind
from contracts.messages import (
    ChangeMessage,
    ContactReference,
    ConversationsAbout,
    FindMessages,
    MessageFields,
    OneMessage,
    OneSent,
    PostMessage,
    React,
    SearchMessages,
)
from contracts.wire import Call, Wire

CONTACT = uuid4()
"""Of whom Ann speaks."""

ANNS_WORDS = f"{ANNS_WORD} on {ANNS_DAY}"


def channel(world: World, name: str, *, is_private: bool) -> UUID:
    ask = CreateConversation(kind=ConversationKind.CHANNEL, name=name, topic=name, is_private=is_private)
    return UUID(world.ask(world.ann, Chat.create, ask)["result"]["answer"]["id"])


def alone(world: World) -> UUID:
    """A private channel in which Ann is alone and has said something."""
    conversation_id = channel(world, ANNS_WORDS, is_private=True)
    said = world.ask(world.ann, Chat.post, saying(conversation_id, ANNS_WORDS))
    assert said["error"] is None
    return conversation_id


def open_to_the_team(world: World) -> UUID:
    return channel(world, TEAMS_WORD, is_private=False)


def saying(conversation_id: UUID, text: str) -> PostMessage:
    contacts = [ContactReference(kind=Kind.CONTACT, contact_id=CONTACT)]
    return PostMessage(conversation_id=conversation_id, id=uuid4(), fields=MessageFields(text=text, contacts=contacts))


def the_first(world: World) -> dict[str, Any]:
    return {"conversation_id": alone(world), "number": 1}


def looking(world: World, ask: Wire) -> Wire:
    """When there is something of Ann's that it could find."""
    alone(world)
    return ask


def adding(world: World) -> AddMembers:
    world.wait_for_events()
    return AddMembers(id=alone(world), person_ids=[UUID(world.spare_id)])


def leaving(world: World) -> RemoveMember:
    assert world.ann.caller
    return RemoveMember(id=alone(world), person_id=world.ann.caller.person_id)


CHAT_ASKS: dict[Call[Any, Any], tuple[Callable[[World, Kind], Wire], Refusals]] = {
    Chat.conversations: (lambda world, _: looking(world, FindConversations()), EACH_THEIR_OWN),
    Chat.conversation: (lambda world, _: OneConversation(id=alone(world)), OF_ANN),
    Chat.member_ids: (lambda world, _: OneConversation(id=alone(world)), OF_ANN),
    Chat.create: (lambda _, __: CreateConversation(kind=ConversationKind.CHANNEL, name="boats"), EACH_THEIR_OWN),
    Chat.change: (
        lambda world, _: ChangeConversation(id=alone(world), changes=ConversationChanges(name="boats")),
        OF_ANN,
    ),
    Chat.add_members: (lambda world, _: adding(world), OF_ANN),
    Chat.remove_member: (lambda world, _: leaving(world), OF_ANN),
    Chat.join: (lambda world, _: OneConversation(id=open_to_the_team(world)), OF_TEAM),
    Chat.prefer: (lambda world, _: Prefer(id=alone(world), notify=Notify.NONE), OF_ANN),
    Chat.read: (lambda world, _: ReadUpTo(id=alone(world), number=0, unread=True), OF_ANN),
    Chat.messages: (lambda world, _: FindMessages(conversation_id=alone(world)), OF_ANN),
    Chat.sent: (lambda world, _: OneSent(conversation_id=alone(world), id=uuid4()), OF_ANN),
    Chat.post: (lambda world, _: saying(alone(world), "Hello"), OF_ANN),
    Chat.edit: (lambda world, _: ChangeMessage(**the_first(world), fields=MessageFields(text="Hi")), OF_ANN),
    Chat.delete: (lambda world, _: OneMessage(**the_first(world)), OF_ANN),
    Chat.react: (lambda world, _: React(**the_first(world), emoji="👍", on=True), OF_ANN),
    Chat.search: (lambda world, _: looking(world, SearchMessages(q=ANNS_WORD[:5])), EACH_THEIR_OWN),
    Chat.about_contacts: (lambda world, _: looking(world, ConversationsAbout(contact_ids=[CONTACT])), EACH_THEIR_OWN),
}
