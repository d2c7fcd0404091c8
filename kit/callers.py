"""Who asks, sealed: the gateway signs a caller for a minute, services verify it. RFC 7519 with EdDSA (RFC 8037).

`python -m kit.callers` makes a new pair of keys and prints it.
"""

import sys
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from contextlib import suppress
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contracts.wire import Caller, NotTheCaller, Role

SIGNED_FOR_SECONDS = 60
REMEMBERED_TOKENS = 10_000


def new_private_key() -> str:
    return urlsafe_b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def public_key_of(private_key: str) -> str:
    key = Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(private_key))
    return urlsafe_b64encode(key.public_key().public_bytes_raw()).decode()


class Signer:
    """Held by the gateway alone."""

    def __init__(self, private_key: str) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(private_key))

    def sign(self, caller: Caller) -> str:
        """A token that is good for 60 seconds."""
        claims = {
            "sub": str(caller.person_id),
            "team": str(caller.team_id),
            "sid": str(caller.session_id),
            "role": caller.role.value,
            "zone": caller.time_zone,
            "country": caller.country,
            "exp": int(time.time()) + SIGNED_FOR_SECONDS,
        }
        return jwt.encode(claims, self.key, algorithm="EdDSA")


class Verifier:
    """Verifies a token once and remembers it until it expires: a session's calls carry the same one for a minute.

    `public_keys` stand with commas: while the gateway's key is changed, some gateways sign with one and some with the
    other. Raises ValueError for what is no key.
    """

    def __init__(self, public_keys: str) -> None:
        keys = [urlsafe_b64decode(key.strip()) for key in public_keys.split(",")]
        self.keys = [Ed25519PublicKey.from_public_bytes(key) for key in keys]
        self.remembered: OrderedDict[str, tuple[Caller, float]] = OrderedDict()

    def verify(self, token: str | None) -> Caller:
        """Raises NotTheCaller when the token is missing, expired or not the gateway's."""
        if not token:
            raise NotTheCaller("The call says not who asks.")
        caller, expires_at = self.remembered.get(token) or self.read(token)
        if expires_at <= time.time():
            raise NotTheCaller("The caller's token has expired.")
        return caller

    def read(self, token: str) -> tuple[Caller, float]:
        try:
            claims = self.claims_of(token)
            caller = Caller(
                person_id=UUID(claims["sub"]),
                team_id=UUID(claims["team"]),
                session_id=UUID(claims["sid"]),
                role=Role(claims["role"]),
                time_zone=claims["zone"],
                country=claims["country"],
            )
        except (jwt.InvalidTokenError, KeyError, ValueError) as error:
            raise NotTheCaller("The caller's token is not valid.") from error
        self.remembered[token] = read = (caller, float(claims["exp"]))
        if len(self.remembered) > REMEMBERED_TOKENS:
            self.remembered.popitem(last=False)
        return read

    def claims_of(self, token: str) -> dict[str, Any]:
        """Raises jwt.InvalidTokenError."""
        *others, last = self.keys
        for key in others:
            with suppress(jwt.InvalidSignatureError):
                return claims_by(key, token)
        return claims_by(last, token)


def claims_by(key: Ed25519PublicKey, token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, key, algorithms=["EdDSA"], options={"require": ["exp", "sub"]})
    return claims


if __name__ == "__main__":
    made = new_private_key()
    sys.stdout.write(f"CALLER_PRIVATE_KEY={made}\nCALLER_PUBLIC_KEY={public_key_of(made)}\n")
