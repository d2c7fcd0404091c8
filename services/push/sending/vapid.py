"""VAPID (RFC 8292): the server's word to a push service that it is itself, signed once for each of them for hours."""

import base64
import re
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kit.base64url import decoded

VALID_SECONDS = 12 * 3_600
"""Push services take 24 hours at most, by their own clocks."""
RENEWED_AFTER_SECONDS = 6 * 3_600

KEY_BYTES = 32
MAILTO = re.compile(r"mailto:[^@\s,?]+@(?P<host>[a-z0-9.-]+)", re.IGNORECASE)
NOBODYS = ("localhost", "example", "example.com", "example.net", "example.org", "invalid", "test", "local")
"""Hosts at which nobody can be reached, with all below them."""


def key_of(text: str) -> EllipticCurvePrivateKey:
    """Of 32 bytes in base64url. Raises ValueError."""
    raw = decoded(text)
    if len(raw) != KEY_BYTES:
        raise ValueError(f"a private key has {KEY_BYTES} bytes, this one has {len(raw)}")
    return derive_private_key(int.from_bytes(raw, "big"), SECP256R1())


def text_of(key: EllipticCurvePrivateKey) -> str:
    raw = key.private_numbers().private_value.to_bytes(KEY_BYTES, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def public_key_of(key: EllipticCurvePrivateKey) -> str:
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def subject_error(subject: str) -> str | None:
    """What push services would refuse of it."""
    if match := MAILTO.fullmatch(subject):
        host = match["host"].lower()
    elif subject.startswith("https://"):
        host = (urlsplit(subject).hostname or "").lower()
    else:
        return "is neither a mailto: with one address nor an https: address"
    if "." not in host or any(host == nobodys or host.endswith(f".{nobodys}") for nobodys in NOBODYS):
        return f"is at {host or 'no host'}, where nobody answers: Apple and others refuse what is sent in its name"
    return None


class Vapid:
    """`private_keys`: the first one is new devices'. `clock` is the wall's, which the push services compare with."""

    def __init__(self, private_keys: Sequence[str], subject: str, *, clock: Callable[[], float] = time.time) -> None:
        keys = [key_of(text) for text in private_keys]
        self.keys = {public_key_of(key): key for key in keys}
        self.current = public_key_of(keys[0])
        self.subject = subject
        self.clock = clock
        self.headers: dict[tuple[str, str], tuple[float, str]] = {}

    def header(self, origin: str, public_key: str) -> str:
        """The value of Authorization for one push service and one of the keys. Raises KeyError."""
        now = self.clock()
        signed_at, header = self.headers.get((origin, public_key), (0.0, ""))
        # A clock that was set back or ahead makes anew what it has signed.
        if not header or not 0 <= now - signed_at < RENEWED_AFTER_SECONDS:
            claims = {"aud": origin, "exp": int(now) + VALID_SECONDS, "sub": self.subject}
            token = jwt.encode(claims, self.keys[public_key], algorithm="ES256")
            header = f"vapid t={token},k={public_key}"
            self.headers[origin, public_key] = (now, header)
        return header
