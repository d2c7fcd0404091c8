"""What a subscription is made of, as browsers tell it."""

import base64
import binascii
from collections.abc import Collection

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from contracts.push import MOST_SUBSCRIPTIONS, Subscribe, TooManySubscriptions
from contracts.wire import FieldError, Invalid

LONGEST_LABEL = 100
POINT_BYTES, AUTH_BYTES = 65, 16


def check(ask: Subscribe, public_keys: Collection[str]) -> Subscribe:
    """As it is kept: keys without padding, texts on one line. Raises Invalid. `public_keys` are the server's."""
    errors = []
    point, auth = decoded(ask.keys.p256dh), decoded(ask.keys.auth)
    if point is None or not is_point(point):
        errors.append(
            FieldError(
                field="keys.p256dh",
                code="not_a_key",
                detail=f"keys.p256dh is a point of P-256, {POINT_BYTES} bytes in base64url.",
            )
        )
    if auth is None or len(auth) != AUTH_BYTES:
        detail = f"keys.auth is {AUTH_BYTES} bytes in base64url."
        errors.append(FieldError(field="keys.auth", code="not_a_secret", detail=detail))
    public_key = ask.public_key.rstrip("=")
    if public_key not in public_keys:
        detail = "public_key is none of this server's: subscribe with the key of GET /api/push/key."
        errors.append(FieldError(field="public_key", code="not_ours", detail=detail))
    texts = {field: " ".join(getattr(ask, field).split()) for field in ("label", "platform")}
    for field, text in texts.items():
        if len(text) > LONGEST_LABEL or not text.isprintable():
            detail = f"{field} may have {LONGEST_LABEL} printable characters, this one has {len(text)}."
            errors.append(FieldError(field=field, code="too_long", detail=detail))
    if errors or point is None or auth is None:
        raise Invalid(" ".join(error.detail for error in errors), errors=errors)
    keys = ask.keys.model_copy(update={"p256dh": encoded(point), "auth": encoded(auth)})
    return ask.model_copy(update={**texts, "keys": keys, "public_key": public_key})


def check_room(count: int) -> None:
    """`count`: of the asker's other subscriptions."""
    if count >= MOST_SUBSCRIPTIONS:
        raise TooManySubscriptions(
            f"You have {count} devices that ring, and {MOST_SUBSCRIPTIONS} is the most. Remove one first.",
            facts={"limit": MOST_SUBSCRIPTIONS},
        )


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def decoded(text: str) -> bytes | None:
    """None when it is no base64url."""
    bare = text.rstrip("=")
    try:
        value = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return value if encoded(value) == bare else None


def is_point(value: bytes) -> bool:
    """Uncompressed, and on the curve."""
    if len(value) != POINT_BYTES:
        return False
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), value)
    except ValueError:
        return False
    return value[0] == 4  # noqa: PLR2004  says that it is uncompressed
