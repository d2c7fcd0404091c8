"""What people have before their eyes, as gateways tell one another: in memory, in each process, and never for long."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.presence import BELIEVED_SECONDS, Seen
from services.push.domain.ringing import Sight

MOST_CLIENTS = 100_000


class Presences:
    """The last word of each client."""

    def __init__(self) -> None:
        self.last: OrderedDict[str, Seen] = OrderedDict()
        self.clients: dict[UUID, set[str]] = {}
        """Whose of `last` are which."""

    def heard(self, told: Any) -> None:
        """Raises ValueError: whoever is not known to look is rung."""
        seen = Seen.model_validate(told)
        before = self.last.get(seen.conn)
        if before and before.at > seen.at:
            return
        self.forget(seen.conn)
        self.last[seen.conn] = seen
        self.clients.setdefault(seen.person_id, set()).add(seen.conn)
        if len(self.last) > MOST_CLIENTS:
            self.forget(next(iter(self.last)))

    def sights(self, person_id: UUID, now: datetime | None = None) -> Sequence[Sight]:
        """Of each client of theirs that is visible."""
        moment = now or datetime.now(UTC)
        young = moment - timedelta(seconds=BELIEVED_SECONDS)
        seen = [self.last[conn] for conn in self.clients.get(person_id, ())]
        return [
            Sight(one.conversation, one.chat_position or 0, one.at) for one in seen if one.visible and one.at > young
        ]

    def forget(self, conn: str) -> None:
        if seen := self.last.pop(conn, None):
            clients = self.clients[seen.person_id]
            clients.discard(conn)
            if not clients:
                del self.clients[seen.person_id]
