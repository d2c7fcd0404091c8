"""A message, as chat tells it to who rings for it."""

from datetime import UTC, datetime
from uuid import uuid4

from contracts.conversations import ConversationKind, Notify
from contracts.ringing import MessageFor

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HERE = uuid4()
"""A conversation."""


def message(**fields) -> MessageFor:
    usual = {
        "team_id": uuid4(),
        "person_id": uuid4(),
        "conversation_id": HERE,
        "number": 7,
        "kind": ConversationKind.CHANNEL,
        "name": "boats",
        "author_id": uuid4(),
        "text": "Hello",
        "contacts": 0,
        "posted_at": NOON,
        "notify": Notify.ALL,
        "is_mentioned": False,
        "is_read": False,
        "unread": 3,
    }
    return MessageFor(**{**usual, **fields})
