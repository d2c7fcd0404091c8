"""What HTTP says of push where it differs from contracts: bodies of requests."""

from uuid import UUID

from contracts.push import PushPreferences, QuietHours, Subscribe, SubscriptionKeys
from gateway.shapes import Body


class NewSubscriptionKeys(SubscriptionKeys):
    model_config = Body.model_config


class NewSubscription(Subscribe):
    model_config = Body.model_config

    keys: NewSubscriptionKeys


class WantedQuietHours(QuietHours):
    model_config = Body.model_config


class WantedPreferences(PushPreferences):
    model_config = Body.model_config

    quiet_hours: WantedQuietHours | None = None


class ReceivedPush(Body):
    push_id: UUID
