"""What a push service passes on and cannot read (RFC 8291, RFC 8188)."""

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from kit.base64url import decoded
from services.push.storage.deliveries import Device


def encrypted(device: Device, payload: bytes) -> bytes:
    """With a key that is made for this alone. Raises ValueError when one of the device's keys is none."""
    body: bytes = http_ece.encrypt(
        payload,
        private_key=generate_private_key(SECP256R1()),
        dh=decoded(device.p256dh),
        auth_secret=decoded(device.auth),
        version="aes128gcm",
    )
    return body
