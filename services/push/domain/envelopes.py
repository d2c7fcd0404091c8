"""How a push service is asked to deliver: how long, how urgently, and in the place of what (RFC 8030)."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from contracts.ringing import MessageFor
from services.push.domain.payloads import Urgency
from services.push.domain.ringing import LONG_LIFE, is_personal, life

SHORTEST_TTL = timedelta(minutes=1)
TEST_LIFE = timedelta(minutes=10)
TOPIC_BYTES = 24


@dataclass(frozen=True)
class Envelope:
    """`ttl` in seconds. What waits undelivered gives way to what comes later with the same `topic`."""

    ttl: int
    urgency: Urgency
    topic: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        told = {"TTL": str(self.ttl), "Urgency": self.urgency.value}
        return told if self.topic is None else {**told, "Topic": self.topic}


def of_message(message: MessageFor, *, age: timedelta) -> Envelope:
    """What is meant for the person alone stays, each by itself; of a channel only the last."""
    personal = is_personal(message)
    topic = None if personal else topic_of(message.conversation_id)
    return Envelope(left(life(message), age), Urgency.HIGH if personal else Urgency.NORMAL, topic)


def of_follow_up(*, age: timedelta) -> Envelope:
    return Envelope(left(LONG_LIFE, age), Urgency.HIGH)


def of_test() -> Envelope:
    return Envelope(left(TEST_LIFE, timedelta(0)), Urgency.HIGH)


def topic_of(conversation_id: UUID) -> str:
    """32 characters, as many as there may be. It tells nobody which conversation."""
    digest = hashlib.blake2s(conversation_id.bytes, digest_size=TOPIC_BYTES).digest()
    return base64.urlsafe_b64encode(digest).decode()


def left(life: timedelta, age: timedelta) -> int:
    return int(max(life - age, SHORTEST_TTL).total_seconds())


def age_of(at: datetime, now: datetime, *, in_quiet_hours: bool) -> timedelta:
    """What came in quiet hours is new when they end."""
    return timedelta(0) if in_quiet_hours else max(now - at, timedelta(0))
