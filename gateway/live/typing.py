"""Who is typing where: passed on to those who are in the conversation at that moment, and kept nowhere."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, ValidationError

from contracts.wire import Wire

TYPING = "typing"

TOLD_EVERY_SECONDS = 3
"""At most, of one person in one conversation. Browsers show it a little longer."""
TOLD_PER_MINUTE = 60 // TOLD_EVERY_SECONDS


class Typing(Wire):
    """As gateways tell one another. `to` are the members as chat has just named them, without who types."""

    team_id: UUID
    conversation_id: UUID
    person_id: UUID
    to: list[UUID]
    at: AwareDatetime

    @property
    def told(self) -> Mapping[str, Any]:
        """What their browsers hear of it."""
        return self.model_dump(mode="json", include={"conversation_id", "person_id", "at"})


def typing_told(told: Mapping[str, Any]) -> Typing | None:
    """None when it cannot be read."""
    try:
        return Typing.model_validate(told)
    except ValidationError:
        return None
