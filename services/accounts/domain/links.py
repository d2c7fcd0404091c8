"""Secrets that can be told again without being kept: made from an id, or from the token before, and one key."""

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from contracts.accounts import LinkNotValid

INVITE_LASTS = timedelta(hours=72)
RESET_LASTS = timedelta(hours=1)
TOLD_AGAIN = timedelta(minutes=2)
"""A link used so lately with the same password signs in once more: the first answer may have been lost."""


class LinkKind(StrEnum):
    INVITE = "invite"
    RESET = "reset"


class Secrets:
    def __init__(self, key: str) -> None:
        self.key = key.encode()

    def link_token(self, kind: LinkKind, id: UUID) -> str:
        return f"{id}.{self.seal(kind, str(id))}"

    def link_id(self, kind: LinkKind, token: str) -> UUID:
        """Raises LinkNotValid for what `link_token` did not make."""
        text, _dot, seal = token.partition(".")
        if not hmac.compare_digest(seal.encode(), self.seal(kind, text).encode()):
            raise not_valid()
        return UUID(text)

    def successor(self, session_token: str) -> str:
        """The same for each who asks: two tabs that rotate at once end up with one token."""
        return self.seal("successor", session_token)

    def seal(self, purpose: str, text: str) -> str:
        digest = hmac.digest(self.key, f"{purpose}:{text}".encode(), "sha256")
        return urlsafe_b64encode(digest).decode().rstrip("=")


def not_valid() -> LinkNotValid:
    return LinkNotValid("This link was used, withdrawn or has expired. Ask for a new one.")
