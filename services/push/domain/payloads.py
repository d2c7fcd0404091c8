"""What a device is sent: one payload that a worker reads and that browsers show by themselves.

The shape is that of declarative web push (https://www.w3.org/TR/push-api/#declarative-push-message). Encrypted as it
goes, it is shown on a lock screen: nothing of what a person plans is in it, and no phone number.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from contracts.conversations import ConversationKind
from contracts.kinds import Kind
from contracts.push import Language
from contracts.ringing import MessageFor

MAGIC = 8030
"""By which browsers know the shape."""

LARGEST_PAYLOAD = 2_000
"""Bytes of UTF-8: all that goes through every push service, with room to spare."""
LONGEST_BODY = 120
LONGEST_TITLE = 80


class Urgency(StrEnum):
    """Of RFC 8030."""

    HIGH = "high"
    NORMAL = "normal"


@dataclass(frozen=True)
class Notice:
    """`tag`: of several with the same one a device shows the last. `path` is the app's route, `data` for its worker."""

    title: str
    body: str
    tag: str
    path: str
    data: dict[str, Any]
    badge: int | None = None


WORDS = {
    Language.ENGLISH: {
        "message": "New message",
        "contact": "Shared a contact",
        "many": "{count} unread messages",
        "many title": "While it was quiet",
        "follow up": "Follow-up due",
        "follow up hidden": "A follow-up is due",
        "test": "This device rings.",
    },
    Language.SWEDISH: {
        "message": "Nytt meddelande",
        "contact": "Delade en kontakt",
        "many": "{count} olästa meddelanden",
        "many title": "Medan det var tyst",
        "follow up": "Dags att följa upp",
        "follow up hidden": "Det är dags för en uppföljning",
        "test": "Den här enheten ringer.",
    },
}
NAME = "QERO"


def of_message(message: MessageFor, author: str, language: Language, *, hidden: bool) -> Notice:
    words = WORDS[language]
    conversation = str(message.conversation_id)
    is_direct = message.kind == ConversationKind.DIRECT
    title = author if is_direct or not message.name else f"{author} · {message.name}"
    text = message.text if message.text.strip() else words["contact" if message.contacts else "message"]
    return Notice(
        title=NAME if hidden else one_line(title, LONGEST_TITLE),
        body=words["message"] if hidden else one_line(text, LONGEST_BODY),
        tag=f"chat-{conversation}",
        path=f"/chat/{conversation}?{urlencode({'m': message.number})}",
        data={"kind": "chat", "conversation_id": conversation, "message_id": str(message.number)},
        badge=message.unread,
    )


def of_many(unread: int, language: Language) -> Notice:
    """Of what came in quiet hours."""
    words = WORDS[language]
    return Notice(
        title=words["many title"],
        body=words["many"].format(count=unread),
        tag="chat",
        path="/chat",
        data={"kind": "chat"},
        badge=unread,
    )


def of_follow_up(kind: Kind, contact_id: UUID, name: str, language: Language, *, hidden: bool) -> Notice:
    words = WORDS[language]
    shown = name and not hidden
    return Notice(
        title=one_line(name, LONGEST_TITLE) if shown else NAME,
        body=words["follow up" if shown else "follow up hidden"],
        tag=f"follow-up-{contact_id}",
        path=f"/{'tma' if kind == Kind.TMA else 'contacts'}/{contact_id}",
        data={"kind": "follow_up", "contact_kind": str(kind), "contact_id": str(contact_id)},
    )


def of_test(language: Language) -> Notice:
    return Notice(
        title=NAME,
        body=WORDS[language]["test"],
        tag="test",
        path="/more/notifications",
        data={"kind": "test"},
    )


def short(notice: Notice, language: Language) -> Notice:
    """Nothing but what is needed to open it."""
    return Notice(NAME, WORDS[language]["message"], notice.tag, notice.path, notice.data)


def payload(notice: Notice, *, origin: str, push_id: UUID, language: Language) -> bytes:
    """At most 2,000 bytes."""
    notification: dict[str, Any] = {
        "title": notice.title,
        "body": notice.body,
        "navigate": origin + notice.path,
        "tag": notice.tag,
        "lang": language.value,
        "silent": False,
        "data": {**notice.data, "push_id": str(push_id)},
    }
    told: dict[str, Any] = {"web_push": MAGIC, "mutable": True, "notification": notification}
    if notice.badge is not None:
        # An integer where the standard wants it, a text where WebKit does.
        told["app_badge"] = notice.badge
        notification["app_badge"] = str(notice.badge)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def one_line(text: str, longest: int) -> str:
    """Cut at so many characters, never within one that is written as several."""
    line = " ".join("".join(letter if letter.isprintable() or letter == "\u200d" else " " for letter in text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip("\u200d") + "…"
