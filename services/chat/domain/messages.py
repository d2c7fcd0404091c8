"""What may be said, and what becomes of a message."""

from datetime import datetime
from uuid import UUID

from contracts.messages import (
    MOST_CONTACTS,
    FindMessages,
    Message,
    MessageFields,
    MessageIdTaken,
    NotYourMessage,
    Reaction,
    TooManyReactions,
)
from contracts.wire import Invalid, NotFound, VersionMismatch
from services.chat.domain.conversations import Held
from services.chat.domain.fields import check_emoji, check_limit, many_errors, refuse, text_errors

MOST_MENTIONS = 50
MOST_EMOJI = 20
"""Different ones on one message."""


def clean(fields: MessageFields) -> MessageFields:
    """Whom and what it names once each; the text as it came. Raises Invalid."""
    refuse(
        [
            *text_errors(fields.text),
            *many_errors("mentions", fields.mentions, MOST_MENTIONS),
            *many_errors("contacts", fields.contacts, MOST_CONTACTS),
        ]
    )
    contacts = {reference.contact_id: reference for reference in fields.contacts}
    return MessageFields(
        text=fields.text, mentions=list(dict.fromkeys(fields.mentions)), contacts=list(contacts.values())
    )


def posted(held: Held, id: UUID, author_id: UUID, fields: MessageFields, *, at: datetime) -> Message:
    """The next one. `fields` are clean. Never earlier than the one before, whichever clock says so."""
    return Message(
        conversation_id=held.id,
        number=held.last_number + 1,
        id=id,
        author_id=author_id,
        text=fields.text,
        mentions=mentioned(held, fields),
        contacts=fields.contacts,
        posted_at=max(at, held.last_posted_at),
    )


def mentioned(held: Held, fields: MessageFields) -> list[UUID]:
    return [person_id for person_id in fields.mentions if person_id in held.audience]


def edited(held: Held, message: Message, fields: MessageFields, *, at: datetime) -> Message:
    """`message` itself when nothing differs."""
    new = {"text": fields.text, "mentions": mentioned(held, fields), "contacts": fields.contacts}
    if all(getattr(message, field) == value for field, value in new.items()):
        return message
    told = {"edited_at": at, "edits": message.edits + 1, "version": message.version + 1}
    return message.model_copy(update={**new, **told})


def deleted(message: Message, *, at: datetime) -> Message:
    """That it was, who wrote it and when stays. `message` itself when it is deleted already."""
    if message.deleted_at is not None:
        return message
    nothing = {"text": "", "mentions": [], "contacts": [], "reactions": []}
    return message.model_copy(update={**nothing, "deleted_at": at, "version": message.version + 1})


def reacted(message: Message, person_id: UUID, emoji: str, *, on: bool) -> Message:
    """`message` itself when it is so already."""
    check_emoji(emoji)
    check_there(message)
    people = {reaction.emoji: reaction.person_ids for reaction in message.reactions}
    before = people.get(emoji, [])
    if (person_id in before) == on:
        return message
    if emoji not in people and len(people) == MOST_EMOJI:
        raise TooManyReactions(f"A message has at most {MOST_EMOJI} different reactions.", facts={"limit": MOST_EMOJI})
    people[emoji] = [*before, person_id] if on else [one for one in before if one != person_id]
    reactions = [Reaction(emoji=each, person_ids=ids) for each, ids in people.items() if ids]
    return message.model_copy(update={"reactions": reactions, "version": message.version + 1})


def check_same_conversation(earlier: Message, conversation_id: UUID) -> None:
    if earlier.conversation_id != conversation_id:
        raise id_taken()


def id_taken() -> MessageIdTaken:
    return MessageIdTaken("You have sent a message with this id to another conversation; make up a new one.")


def check_author(message: Message, person_id: UUID) -> None:
    if message.author_id != person_id:
        raise NotYourMessage("Only who wrote a message may change it.")


def check_said(held: Held, number: int) -> None:
    """Every number up to the last is there."""
    if not 1 <= number <= held.last_number:
        raise NotFound("This message does not exist.")


def check_there(message: Message) -> None:
    if message.deleted_at is not None:
        raise NotFound("This message was deleted.")


def check_version(message: Message, version: int | None) -> None:
    if version is not None and version != message.version:
        raise VersionMismatch(
            f"This message is at version {message.version}, not {version}.",
            facts={"current": message.model_dump(mode="json")},
        )


def contact_ids(message: Message) -> set[UUID]:
    return {reference.contact_id for reference in message.contacts}


def span(ask: FindMessages, last_number: int) -> range:
    """The numbers of the page: every one of them is there."""
    check_limit(ask.limit)
    given = [place for place in (ask.before, ask.after, ask.around) if place is not None]
    if len(given) > 1:
        raise Invalid.of("before", "one_of", "Give one of before, after and around.")
    end = last_number + 1
    match ask:
        case FindMessages(before=int(before)):
            end = min(end, max(before, 1))
            return range(max(1, end - ask.limit), end)
        case FindMessages(after=int(after)):
            start = min(end, max(after, 0) + 1)
            return range(start, min(end, start + ask.limit))
        case FindMessages(around=int(around)):
            start = max(1, min(around - ask.limit // 2, end - ask.limit))
            return range(start, min(end, start + ask.limit))
    return range(max(1, end - ask.limit), end)
