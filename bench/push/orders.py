"""What a sender is told, whatever it sends by: one message after the other, each to all of these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Order:
    """The keys are VAPID's, raw in base64url. `subscriptions` are as browsers give them."""

    subscriptions: Sequence[Mapping[str, Any]]
    messages: int
    payload: str
    ttl: int
    urgency: str
    topic: str
    public_key: str
    private_key: str
    subject: str
