"""How long a session lives and when its token is replaced. Times are the database's.

A session has one token at a time. A token a day old is offered a successor, again and again until somebody comes with
it: a lost answer signs nobody out. From then on the old one is good for another minute: for the tab that was slower.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

IDLE = timedelta(days=14)
ABSOLUTE = timedelta(days=60)
ROTATED_AFTER = timedelta(hours=24)
OVERLAP = timedelta(seconds=60)
SEEN_EVERY = timedelta(minutes=1)

LONGEST_ADDRESS = 64
LONGEST_USER_AGENT = 300


def token_hash(token: str) -> bytes:
    """What the database knows of a token. It has 256 bits of its own, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True)
class HeldSession:
    """A session and the hashes of the tokens it may be held by."""

    id: UUID
    created_at: datetime
    last_seen_at: datetime
    token_hash: bytes
    token_since: datetime
    next_token_hash: bytes | None = None
    previous_token_hash: bytes | None = None
    previous_until: datetime | None = None

    @property
    def expires_at(self) -> datetime:
        return min(self.last_seen_at + IDLE, self.created_at + ABSOLUTE)

    def is_held_by(self, hashed: bytes, *, at: datetime) -> bool:
        if at >= self.expires_at:
            return False
        if hashed in (self.token_hash, self.next_token_hash):
            return True
        return hashed == self.previous_token_hash and self.previous_until is not None and at < self.previous_until

    def is_offered(self, hashed: bytes, *, at: datetime) -> bool:
        """Whether whoever holds this token is told its successor."""
        if hashed == self.previous_token_hash:
            return True
        return self.is_current(hashed) and at >= self.token_since + ROTATED_AFTER

    def is_current(self, hashed: bytes) -> bool:
        return hashed == self.token_hash

    def is_begun_with(self, hashed: bytes) -> bool:
        """Whether this is the first use of the successor."""
        return hashed == self.next_token_hash

    def is_seen_again(self, *, at: datetime) -> bool:
        """Whether it is time to note that the session is in use."""
        return at >= self.last_seen_at + SEEN_EVERY
