"""Conversations: who is in them, what each is to the asker, and in which of them a contact is spoken of."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from contracts.contacts import OneContact
from contracts.conversations import (
    AddMembers,
    CannotLeave,
    ChangeConversation,
    Conversation,
    ConversationArchived,
    ConversationChanges,
    ConversationFull,
    ConversationList,
    CreateConversation,
    FindConversations,
    Member,
    NotAMember,
    OneConversation,
    Prefer,
    ReadUpTo,
    RemoveMember,
)
from contracts.messages import MOST_CONTACTS_ASKED, ConversationsAbout
from contracts.wire import LARGEST_BATCH, LARGEST_PAGE, Forbidden, NotFound, VersionMismatch
from gateway.asking import Asker, SignedIn, ToChange
from gateway.chat_shapes import ConversationEdits, NewConversation, NewMembers, Preferences, ReadMark
from gateway.documentation import CREATED, VERSIONED, problems
from gateway.etags import SeenVersion, etag
from gateway.routes.kinds import List

PATH = "/api/chat/conversations"

router = APIRouter(prefix=PATH, tags=["chat"])


@router.get("", responses=problems())
async def find_conversations(
    *,
    services: SignedIn,
    joinable: Annotated[bool, Query(description="the open channels that the asker is not in, instead")] = False,
    archived: Annotated[bool, Query(description="the archived ones instead")] = False,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_BATCH)] = LARGEST_BATCH,
) -> ConversationList:
    """The asker's own, each with its last message, what is unread of it and what it rings for; the newest first."""
    ask = FindConversations(joinable=joinable, archived=archived, cursor=cursor, limit=limit)
    return await services.chat.conversations(ask)


@router.post("", status_code=201, responses={**problems(), **CREATED})
async def create_conversation(services: ToChange, new: NewConversation, response: Response) -> Conversation:
    """A direct one that exists already is answered as it is."""
    created = await services.chat.create(CreateConversation(**new.model_dump(exclude_unset=True)))
    response.headers["Location"] = f"{PATH}/{created.id}"
    return shown(created, response)


@router.get("/{id}", responses={**problems(NotFound), **VERSIONED})
async def read_conversation(services: SignedIn, id: UUID, response: Response) -> Conversation:
    """Its ETag is of the conversation itself: what is said in it, and what it is to the asker, is no new version."""
    return shown(await services.chat.conversation(OneConversation(id=id)), response)


@router.patch("/{id}", responses={**problems(NotFound, Forbidden, ConversationArchived, VersionMismatch), **VERSIONED})
async def change_conversation(
    services: ToChange, id: UUID, edits: ConversationEdits, version: SeenVersion, response: Response
) -> Conversation:
    """A group or private channel is changed by any of its members, an open channel by who made it or an admin."""
    changes = ConversationChanges.model_validate(edits.model_dump(exclude_unset=True))
    return shown(await services.chat.change(ChangeConversation(id=id, version=version, changes=changes)), response)


@router.post(
    "/{id}/members",
    responses={**problems(NotFound, NotAMember, Forbidden, ConversationArchived, ConversationFull), **VERSIONED},
)
async def add_members(services: ToChange, id: UUID, new: NewMembers, response: Response) -> Conversation:
    """Who comes may read all that was said before."""
    return shown(await services.chat.add_members(AddMembers(id=id, person_ids=new.person_ids)), response)


@router.delete("/{id}/members", status_code=204, responses=problems(NotFound, NotAMember, CannotLeave))
async def leave_conversation(services: ToChange, asker: Asker, id: UUID) -> None:
    await services.chat.remove_member(RemoveMember(id=id, person_id=asker.person_id))


@router.delete(
    "/{id}/members/{person}",
    status_code=204,
    responses=problems(NotFound, NotAMember, Forbidden, CannotLeave, ConversationArchived),
)
async def remove_member(services: ToChange, id: UUID, person: UUID) -> None:
    """From this moment they are told nothing more of it."""
    await services.chat.remove_member(RemoveMember(id=id, person_id=person))


@router.post("/{id}/join", responses={**problems(NotFound, ConversationArchived, ConversationFull), **VERSIONED})
async def join_conversation(services: ToChange, id: UUID, response: Response) -> Conversation:
    return shown(await services.chat.join(OneConversation(id=id)), response)


@router.post("/{id}/read", responses=problems(NotFound, NotAMember))
async def mark_read(services: ToChange, id: UUID, mark: ReadMark) -> Member:
    """Never moves the mark back, unless `unread` says that it is meant."""
    return await services.chat.read(ReadUpTo(id=id, **mark.model_dump()))


@router.put("/{id}/preferences", responses=problems(NotFound, NotAMember))
async def change_preferences(services: ToChange, id: UUID, preferences: Preferences) -> Member:
    return await services.chat.prefer(Prefer(id=id, notify=preferences.notify))


def conversations_of_router(of: List) -> APIRouter:
    router = APIRouter(prefix=of.path, tags=[of.tag])

    @router.get("/{id}/conversations", responses=problems(NotFound))
    async def conversations(
        services: SignedIn,
        id: UUID,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
    ) -> ConversationList:
        """Those that the asker may read in which it is spoken of, or one that was merged into it; the newest first.

        Of a contact into which more than 99 were merged, the conversations about 100 of them.
        """
        contact_ids = (await services.contacts.ids_of(OneContact(kind=of.kind, id=id))).items[:MOST_CONTACTS_ASKED]
        return await services.chat.about_contacts(
            ConversationsAbout(contact_ids=contact_ids, cursor=cursor, limit=limit)
        )

    return router


def shown(conversation: Conversation, response: Response) -> Conversation:
    response.headers["ETag"] = etag(conversation.version)
    return conversation
