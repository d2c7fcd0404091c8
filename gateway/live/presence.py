"""Who is there: the last word of each person's browsers, on every gateway. Kept in memory, and never for long.

A browser may say it through any gateway, so the name of a connection proves itself whose it is.
"""

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from contracts.presence import BELIEVED_SECONDS, Seen

PRESENCE = "presence"
"""What browsers are told, which is less than what gateways tell one another."""

TOLD_AGAIN_SECONDS = 20.0
"""Colleagues are told at once when it changes, else seldom: browsers say it every few seconds."""
MOST_PEOPLE = 100_000
PROOF_LENGTH = 24


def is_visible(seen: Seen, now: datetime) -> bool:
    return seen.visible and (now - seen.at).total_seconds() < BELIEVED_SECONDS


@dataclass(frozen=True)
class Presence:
    team_id: UUID
    person_id: UUID
    told: Mapping[str, Any]
    """What colleagues' browsers hear of it."""


class Presences:
    def __init__(self, secret: str) -> None:
        self.key = hashlib.sha256(b"conn " + secret.encode()).digest()
        self.last: OrderedDict[UUID, Seen] = OrderedDict()
        self.teams: dict[UUID, set[UUID]] = {}
        """Who of `last` is in which team."""
        self.told_at: dict[UUID, float] = {}

    def new_conn(self, person_id: UUID) -> str:
        return self.proven(secrets.token_hex(8), person_id)

    def is_of(self, conn: str, person_id: UUID) -> bool:
        return hmac.compare_digest(conn.encode(), self.proven(conn.partition(".")[0], person_id).encode())

    def proven(self, number: str, person_id: UUID) -> str:
        proof = hmac.new(self.key, f"{number} {person_id}".encode(), "sha256").hexdigest()
        return f"{number}.{proof[:PROOF_LENGTH]}"

    def heard(self, told: Mapping[str, Any]) -> Presence | None:
        """None when colleagues need not be told, or it cannot be read."""
        try:
            seen = Seen.model_validate(told)
        except ValidationError:
            return None
        before = self.last.pop(seen.person_id, None)
        if before and before.at > seen.at:
            seen = before
        self.last[seen.person_id] = seen
        self.teams.setdefault(seen.team_id, set()).add(seen.person_id)
        if len(self.last) > MOST_PEOPLE:
            self.forget(next(iter(self.last)))
        now = time.monotonic()
        is_news = before is None or before.visible != seen.visible
        if not is_news and now - self.told_at.get(seen.person_id, 0) < TOLD_AGAIN_SECONDS:
            return None
        self.told_at[seen.person_id] = now
        at = seen.at.isoformat().replace("+00:00", "Z")
        return Presence(
            seen.team_id, seen.person_id, {"person_id": str(seen.person_id), "visible": seen.visible, "at": at}
        )

    def of_team(self, team_id: UUID) -> list[Seen]:
        return [self.last[person_id] for person_id in self.teams.get(team_id, ())]

    def forget(self, person_id: UUID) -> None:
        self.told_at.pop(person_id, None)
        if seen := self.last.pop(person_id, None):
            people = self.teams[seen.team_id]
            people.remove(person_id)
            if not people:
                del self.teams[seen.team_id]
