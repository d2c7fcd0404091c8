"""Begins conversations and changes what they are and who is in them. Whoever is in one hears what became of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contracts.conversations import (
    AddMembers,
    ChangeConversation,
    Conversation,
    ConversationChanged,
    ConversationLeft,
    CreateConversation,
    Left,
    OneConversation,
    RemoveMember,
)
from contracts.wire import Caller, VersionMismatch
from services.chat.domain import conversations
from services.chat.domain.conversations import Held
from services.chat.storage import lists
from services.chat.storage.book import Book


def create(book: Book, who: Caller, ask: CreateConversation) -> Conversation:
    beginning = conversations.beginning(ask, who.person_id)
    if beginning.direct_key and (earlier := book.conversations.direct(beginning.direct_key)):
        return lists.one(book.connection, earlier)
    known = book.people.active(beginning.member_ids) | {who.person_id}
    conversations.check_known("member_ids", ask.member_ids, known)
    begun, is_new = book.conversations.begin(beginning, team_id=who.team_id, person_id=who.person_id)
    return announced(book, who, begun) if is_new else lists.one(book.connection, begun)


def change(book: Book, who: Caller, ask: ChangeConversation, *, at: datetime) -> Conversation:
    held = book.conversations.held(ask.id)
    different = conversations.changed(held, ask, who, at=at)
    if ask.version is not None and ask.version != held.version:
        raise VersionMismatch(
            f"This conversation is at version {held.version}, not {ask.version}.",
            facts={"current": lists.one(book.connection, held.id).model_dump(mode="json")},
        )
    if not different:
        return lists.one(book.connection, held.id)
    book.conversations.change(held, **different)
    return announced(book, who, held.id)


def add_members(book: Book, who: Caller, ask: AddMembers) -> Conversation:
    held = book.conversations.held(ask.id)
    new = conversations.comers(held, ask.person_ids, who.person_id)
    known = book.people.active(ask.person_ids) | set(held.member_ids)
    conversations.check_known("person_ids", ask.person_ids, known)
    return seat(book, who, held, new)


def join(book: Book, who: Caller, ask: OneConversation) -> Conversation:
    held = book.conversations.held(ask.id)
    conversations.check_in_use(held)
    return seat(book, who, held, [who.person_id] if who.person_id not in held.member_ids else [])


def seat(book: Book, who: Caller, held: Held, new: Sequence[UUID]) -> Conversation:
    if not new:
        return lists.one(book.connection, held.id)
    book.conversations.change(held, member_ids=conversations.with_members(held, new))
    return announced(book, who, held.id)


def remove_member(book: Book, who: Caller, ask: RemoveMember) -> Left:
    held = book.conversations.held(ask.id)
    conversations.check_may_remove(held, ask.person_id, who)
    # Read before: who leaves what is private sees nothing of it afterwards.
    was = lists.one(book.connection, held.id)
    staying = [member_id for member_id in held.member_ids if member_id != ask.person_id]
    if ask.person_id == who.person_id:
        book.conversations.leave(held)
    else:
        book.conversations.change(held, member_ids=staying)
    became = was.model_copy(update={"member_ids": staying, "version": held.version + 1, "me": None})
    to = held.audience & set(staying) if held.is_private else None
    book.journal.announce(ConversationChanged(conversation=became), team_id=who.team_id, to=to)
    left = ConversationLeft(conversation_id=held.id)
    book.journal.announce(left, team_id=who.team_id, to=[ask.person_id])
    return Left(id=held.id)


def announced(book: Book, who: Caller, id: UUID) -> Conversation:
    """As it became. What it is to the asker is told to nobody else."""
    conversation = lists.one(book.connection, id)
    event = ConversationChanged(conversation=conversation.model_copy(update={"me": None}))
    book.journal.announce(event, team_id=who.team_id, to=book.conversations.seen(id).told)
    return conversation
