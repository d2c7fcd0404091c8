"""Base64url without padding, as cursors and the keys of browsers are written (RFC 4648, section 5)."""

from base64 import urlsafe_b64decode


def decoded(text: str) -> bytes:
    """Raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
