"""What push answers, announces and refuses: the devices that ring, for what they ring, and a ring to try one.

A subscription is a browser on a device that may be rung by Web Push (RFC 8030). Its endpoint and keys are told to
nobody: who knows them may write to the device. Whom a message rings is decided when it rings, by what chat, accounts
and contacts say at that moment.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import StringConstraints

from contracts.journal import EventPage, EventsSince
from contracts.wire import Change, Event, Feed, Nothing, Query, Refusal, Service, Wire

MOST_SUBSCRIPTIONS = 16
"""Of one person."""

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""`22:00`, of the person's own zone."""


class Language(StrEnum):
    """Of what the device shows."""

    ENGLISH = "en"
    SWEDISH = "sv"


class PushKey(Wire):
    """VAPID's (RFC 8292): 65 bytes, an uncompressed point of P-256, in base64url without padding."""

    public_key: str


class SubscriptionKeys(Wire):
    """In base64url, padded or not: `p256dh` is 65 bytes, a point of P-256, `auth` is 16 bytes (RFC 8291)."""

    p256dh: str
    auth: str


class Subscribe(Wire):
    """Of the device that the asker's session is on. The same endpoint again is the same subscription, whoever had it.

    `public_key` is the one it was made with. `replaces` is the endpoint that this one takes the place of.
    """

    endpoint: str
    keys: SubscriptionKeys
    public_key: str
    label: str = ""
    platform: str = ""
    language: Language = Language.ENGLISH
    replaces: str | None = None


class Subscription(Wire):
    """`is_here`: made in the session that asks. `is_outdated`: to be made anew, with the key of today.

    `seen_at`: when its browser said last that it has it. `failures` in a row since it was last delivered to.
    `last_received_at`: when the device itself said last that something arrived, which alone proves it.
    """

    id: UUID
    label: str
    platform: str
    language: Language
    is_here: bool
    is_outdated: bool
    created_at: datetime
    seen_at: datetime
    last_delivered_at: datetime | None
    last_received_at: datetime | None
    failures: int


class Subscriptions(Wire):
    """The asker's, the one seen last first."""

    items: list[Subscription]


class OneSubscription(Wire):
    id: UUID


class Delivery(Wire):
    """One ring of one device. Its device tells `push_id` when it has arrived."""

    push_id: UUID


class RingFor(StrEnum):
    """Of messages; what a person wants of one conversation, chat keeps."""

    ALL = "all"
    DIRECT = "direct"
    """Direct conversations and mentions."""
    NONE = "none"


class QuietHours(Wire):
    """From one time of the day to another, over midnight if `until` is the earlier one. What comes rings afterwards."""

    since: ClockTime
    until: ClockTime


class PushPreferences(Wire):
    """For all devices of a person. `hide_text`: who it is from and what it says is not shown on the lock screen."""

    messages: RingFor = RingFor.ALL
    reminders: bool = True
    hide_text: bool = False
    quiet_hours: QuietHours | None = None


class DeliveryState(StrEnum):
    """How a ring stands. All but the first are ends."""

    WAITING = "waiting"
    SENT = "sent"
    """The push service took it."""
    SEEN = "seen"
    """Its person had read it, before their eyes, before it rang."""
    MUTED = "muted"
    """Its person does not want to be rung for it."""
    SUMMED_UP = "summed_up"
    """Another one tells of it: it came in quiet hours."""
    WITHDRAWN = "withdrawn"
    """There is nothing to tell any more: deleted, or its person has left."""
    EXPIRED = "expired"
    """It could not be delivered while it was news."""
    GONE = "gone"
    """The subscription ended."""
    REFUSED = "refused"
    """The push service does not want it as it is."""


class TooManySubscriptions(Refusal):
    """`facts["limit"]` is how many a person may have."""

    slug = "too-many-subscriptions"
    title = "Too many devices"


class SubscriptionKept(Event):
    """Made, or made anew. For its person alone; what it is kept by is not in it."""

    subscription_id: UUID

    @property
    def reference(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


class SubscriptionRemoved(Event):
    """By its person, or because its device does not have it any more. For its person alone."""

    subscription_id: UUID

    @property
    def reference(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


class PushPreferencesChanged(Event):
    """For their person alone."""

    preferences: PushPreferences

    @property
    def reference(self) -> dict[str, Any]:
        return {}


class Push(Service):
    name = "push"
    events = (SubscriptionKept, SubscriptionRemoved, PushPreferencesChanged)

    events_since = Feed(EventsSince, EventPage)

    key = Query(Nothing, PushKey)
    subscriptions = Query(Nothing, Subscriptions)
    subscribe = Change(Subscribe, Subscription)
    unsubscribe = Change(OneSubscription, Nothing)
    test = Change(OneSubscription, Delivery)
    received = Change(Delivery, Nothing)
    preferences = Query(Nothing, PushPreferences)
    prefer = Change(PushPreferences, PushPreferences)
