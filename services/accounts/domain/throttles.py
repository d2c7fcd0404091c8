"""How often a password may be tried: a burst for mistakes, then a steady slow pace, never a lock (GCRA)."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from contracts.accounts import TooManyAttempts
from services.accounts.domain.fields import same_email


@dataclass(frozen=True)
class Pace:
    """`burst` attempts at once, and one more each time `every` has passed."""

    burst: int
    every: timedelta


ACCOUNT_PACE = Pace(burst=10, every=timedelta(minutes=5))
ADDRESS_PACE = Pace(burst=30, every=timedelta(seconds=10))
"""An office shares one address; an attempt that succeeds is given back."""


def account_key(email: str) -> str:
    """The same for an e-mail nobody has: the throttle tells nothing. Hashed, for typed e-mails are not ours to keep."""
    return "account:" + hashlib.sha256(same_email(email).encode()).hexdigest()


def address_key(address: str) -> str:
    """One household has a whole /64 of IPv6, so that counts as one address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "address:" + hashlib.sha256(address.encode()).hexdigest()
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return f"address:{parsed.ipv4_mapped}"
        return f"address:{ip_network((parsed.packed, 64), strict=False)}"
    return f"address:{parsed}"


def too_many(wait: timedelta) -> TooManyAttempts:
    seconds = max(1, -(-wait // timedelta(seconds=1)))
    return TooManyAttempts(f"Try again in {seconds} s.", facts={"retry_after": seconds})
