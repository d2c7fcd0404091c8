"""How often one person or one address may ask: the generic cell rate algorithm, one number a key.

Each gateway process counts for itself; nothing is shared and nothing is written down.
"""

import ipaddress
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

MOST_KEYS = 100_000
ROUNDING = 1e-6
NETWORK_OF_ONE_CLIENT = 64
"""Bits of an IPv6 address: a single client commonly holds a whole /64."""


@dataclass(frozen=True)
class Quota:
    """What one key may still ask, as the header fields RateLimit and RateLimit-Policy tell it."""

    name: str
    per_minute: int
    limit: int
    """Requests at once."""
    window: int
    """Seconds in which the whole limit comes back."""
    remaining: int
    reset: int
    """Seconds until the whole limit is back."""
    retry_after: int
    """Seconds until one more request is allowed; 0 when this one was."""

    @property
    def policy_header(self) -> str:
        return f'"{self.name}";q={self.limit};w={self.window}'

    @property
    def header(self) -> str:
        return f'"{self.name}";r={self.remaining};t={self.reset}'


class Rate:
    """`per_minute` in the long run, `burst` at once."""

    def __init__(
        self,
        name: str,
        *,
        per_minute: int,
        burst: int,
        clock: Callable[[], float] = time.monotonic,
        most_keys: int = MOST_KEYS,
    ) -> None:
        self.name = name
        self.per_minute = per_minute
        self.burst = burst
        self.interval = 60 / per_minute
        self.window = burst * self.interval
        self.clock = clock
        self.most_keys = most_keys
        self.full_again_at: dict[str, float] = {}

    def take(self, key: str) -> Quota:
        """Counts one request, unless there is no room for it."""
        now = self.clock()
        # Taken out and put back, so that the dictionary begins with whoever asked longest ago.
        spent = max(self.full_again_at.pop(key, now) - now, 0)
        allowed = self.has_room(spent)
        if allowed:
            spent += self.interval
        self.full_again_at[key] = now + spent
        if len(self.full_again_at) > self.most_keys:
            del self.full_again_at[next(iter(self.full_again_at))]
        return self.quota(spent, allowed=allowed)

    def look(self, key: str) -> Quota:
        """What `take` would say, without counting."""
        now = self.clock()
        spent = max(self.full_again_at.get(key, now) - now, 0)
        return self.quota(spent, allowed=self.has_room(spent))

    def has_room(self, spent: float) -> bool:
        return spent + self.interval <= self.window + ROUNDING

    def quota(self, spent: float, *, allowed: bool) -> Quota:
        return Quota(
            name=self.name,
            per_minute=self.per_minute,
            limit=self.burst,
            window=math.ceil(self.window),
            remaining=math.floor((self.window - spent) / self.interval + ROUNDING),
            reset=math.ceil(spent),
            retry_after=0 if allowed else max(1, math.ceil(spent + self.interval - self.window)),
        )


def client_key(address: str) -> str:
    """The key of a client address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return address
    return str(ipaddress.ip_network((ip, NETWORK_OF_ONE_CLIENT), strict=False))
