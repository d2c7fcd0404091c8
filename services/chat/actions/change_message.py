"""Posts messages and changes them: locked by their conversation, told to those who are in it at that moment."""

from datetime import datetime

from contracts.messages import (
    ChangeMessage,
    Message,
    MessageChange,
    MessageChanged,
    MessagePosted,
    OneMessage,
    PostMessage,
    React,
)
from contracts.wire import Caller
from services.chat.domain import messages
from services.chat.domain.conversations import Held, check_may_act
from services.chat.storage.book import Book


def post(book: Book, who: Caller, ask: PostMessage, *, at: datetime) -> Message:
    fields = messages.clean(ask.fields)
    held = book.conversations.held(ask.conversation_id)
    if earlier := book.messages.sent_before(who.person_id, ask.id):
        messages.check_same_conversation(earlier, held.id)
        return earlier
    check_may_act(held, who.person_id)
    message = messages.posted(held, ask.id, who.person_id, fields, at=at)
    book.messages.post(message, team_id=who.team_id)
    book.conversations.move_to(message)
    book.members.has_read(held.id, message.number)
    book.journal.announce(MessagePosted(message=message), team_id=who.team_id, to=held.audience)
    return message


def edit(book: Book, who: Caller, ask: ChangeMessage, *, at: datetime) -> Message:
    fields = messages.clean(ask.fields)
    held, message = spoken_of(book, who, ask)
    messages.check_author(message, who.person_id)
    messages.check_there(message)
    messages.check_version(message, ask.version)
    after = messages.edited(held, message, fields, at=at)
    return kept(book, held, message, after, MessageChange.EDITED)


def delete(book: Book, who: Caller, ask: OneMessage, *, at: datetime) -> Message:
    held, message = spoken_of(book, who, ask)
    messages.check_author(message, who.person_id)
    return kept(book, held, message, messages.deleted(message, at=at), MessageChange.DELETED)


def react(book: Book, who: Caller, ask: React) -> Message:
    held, message = spoken_of(book, who, ask)
    after = messages.reacted(message, who.person_id, ask.emoji, on=ask.on)
    return kept(book, held, message, after, MessageChange.REACTED)


def spoken_of(book: Book, who: Caller, ask: ChangeMessage | OneMessage | React) -> tuple[Held, Message]:
    held = book.conversations.held(ask.conversation_id)
    check_may_act(held, who.person_id)
    messages.check_said(held, ask.number)
    return held, book.messages.message(held.id, ask.number)


def kept(book: Book, held: Held, before: Message, after: Message, change: MessageChange) -> Message:
    if after != before:
        book.messages.change(before, after, team_id=held.team_id)
        event = MessageChanged(message=after, change=change)
        book.journal.announce(event, team_id=held.team_id, to=held.audience)
    return after
