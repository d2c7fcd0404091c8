"""What is said in a conversation, and what becomes of it; and finding it again."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from contracts.contacts import ManyContacts
from contracts.conversations import ConversationArchived, NotAMember
from contracts.messages import (
    ChangeMessage,
    ContactReference,
    FindMessages,
    Message,
    MessageFields,
    MessageIdTaken,
    MessagePage,
    NotYourMessage,
    OneMessage,
    OneSent,
    PostMessage,
    React,
    SearchMessages,
    SearchPage,
    TooManyReactions,
)
from contracts.wire import LARGEST_PAGE, FieldError, Invalid, NotFound, VersionMismatch
from gateway.asking import Services, SignedIn, ToChange, counted
from gateway.chat_shapes import MessageBody, MessageEdit, MessageNumber, NewMessage
from gateway.documentation import CREATED, VERSIONED, problems
from gateway.etags import SeenVersion, etag
from gateway.routes.conversations import PATH

ONE = "/conversations/{id}/messages/{number}"
REACTION = f"{ONE}/reactions/{{emoji}}"
SPEAKING = counted(lambda rates: rates.messages)
SEARCHING = counted(lambda rates: rates.searches)
Place = Annotated[int | None, Query(ge=0, description="a message's number; only one of the three")]

router = APIRouter(prefix="/api/chat", tags=["chat"])


@router.get("/conversations/{id}/messages", responses=problems(NotFound))
async def find_messages(
    *,
    services: SignedIn,
    id: UUID,
    before: Place = None,
    after: Place = None,
    around: Place = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
) -> MessagePage:
    """In the order of their numbers; the newest, when no place is given."""
    ask = FindMessages(conversation_id=id, before=before, after=after, around=around, limit=limit)
    return await services.chat.messages(ask)


@router.post(
    "/conversations/{id}/messages",
    status_code=201,
    dependencies=[SPEAKING],
    responses={**problems(NotFound, NotAMember, ConversationArchived, MessageIdTaken), **CREATED},
)
async def post_message(services: ToChange, id: UUID, new: NewMessage, response: Response) -> Message:
    """Sent again with the same `id` it is the same message: one, and answered as it is now."""
    posted = await sent_before(services, id, new)
    if posted is None:
        ask = PostMessage(conversation_id=id, id=new.id, fields=await fields_of(services, new))
        posted = await services.chat.post(ask)
    response.headers["Location"] = f"{PATH}/{id}/messages/{posted.number}"
    return shown(posted, response)


@router.patch(
    ONE,
    dependencies=[SPEAKING],
    responses={
        **problems(NotFound, NotAMember, NotYourMessage, ConversationArchived, VersionMismatch),
        **VERSIONED,
    },
)
async def edit_message(
    *, services: ToChange, id: UUID, number: MessageNumber, edit: MessageEdit, version: SeenVersion, response: Response
) -> Message:
    """By its author. That it was edited, and how often, is shown."""
    fields = await fields_of(services, edit)
    ask = ChangeMessage(conversation_id=id, number=number, version=version, fields=fields)
    return shown(await services.chat.edit(ask), response)


@router.delete(ONE, responses={**problems(NotFound, NotAMember, NotYourMessage, ConversationArchived), **VERSIONED})
async def delete_message(services: ToChange, id: UUID, number: MessageNumber, response: Response) -> Message:
    """By its author. Its number stays, with the fact that it was deleted; what it said is gone."""
    return shown(await services.chat.delete(OneMessage(conversation_id=id, number=number)), response)


@router.put(
    REACTION,
    responses={**problems(NotFound, NotAMember, ConversationArchived, TooManyReactions), **VERSIONED},
)
async def add_reaction(services: ToChange, id: UUID, number: MessageNumber, emoji: str, response: Response) -> Message:
    """`emoji` is one, percent-encoded."""
    ask = React(conversation_id=id, number=number, emoji=emoji, on=True)
    return shown(await services.chat.react(ask), response)


@router.delete(REACTION, responses={**problems(NotFound, NotAMember, ConversationArchived), **VERSIONED})
async def remove_reaction(
    services: ToChange, id: UUID, number: MessageNumber, emoji: str, response: Response
) -> Message:
    """The asker's own."""
    ask = React(conversation_id=id, number=number, emoji=emoji, on=False)
    return shown(await services.chat.react(ask), response)


@router.get("/search", dependencies=[SEARCHING], responses=problems(NotFound))
async def search_messages(
    services: SignedIn,
    q: Annotated[str, Query(description="beginnings of words, all of which the message has")],
    conversation: Annotated[UUID | None, Query(description="only in this one")] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
) -> SearchPage:
    """In all that the asker may read, the newest first, with what was found marked."""
    ask = SearchMessages(q=q, conversation_id=conversation, cursor=cursor, limit=limit)
    return await services.chat.search(ask)


async def sent_before(services: Services, id: UUID, new: NewMessage) -> Message | None:
    """Chat knows it by itself. But a contact may have gone since, or have become another one's."""
    if not new.contacts:
        return None
    return (await services.chat.sent(OneSent(conversation_id=id, id=new.id))).message


async def fields_of(services: Services, body: MessageBody) -> MessageFields:
    contacts = await as_they_are_now(services, body.contacts)
    return MessageFields(text=body.text, mentions=body.mentions, contacts=contacts)


async def as_they_are_now(services: Services, named: Sequence[ContactReference]) -> list[ContactReference]:
    """Chat knows no contacts. One that was merged away is its survivor. Raises Invalid of what is not the team's."""
    if not named:
        return []
    found = await services.contacts.get_many(ManyContacts(ids=[reference.contact_id for reference in named]))
    known = {(contact.kind, contact.id) for contact in found.items}
    now = [
        ContactReference(
            kind=reference.kind, contact_id=found.redirects.get(reference.contact_id, reference.contact_id)
        )
        for reference in named
    ]
    errors = [
        FieldError(field=f"contacts.{place}", code="unknown", detail=f"contacts.{place} is no contact of your team.")
        for place, reference in enumerate(now)
        if (reference.kind, reference.contact_id) not in known
    ]
    if errors:
        raise Invalid(" ".join(error.detail for error in errors), errors=errors)
    return now


def shown(message: Message, response: Response) -> Message:
    response.headers["ETag"] = etag(message.version)
    return message
