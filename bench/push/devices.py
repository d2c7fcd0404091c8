"""Devices that are rung: their keys, and what they see of what was sent to them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key

from services.push.domain.subscriptions import AUTH_BYTES, encoded
from services.push.sending.vapid import public_key_of

TOKEN_BYTES = 114
"""Of an endpoint's path: 152 characters, as many as Google's."""


@dataclass(frozen=True)
class Device:
    endpoint: str
    key: EllipticCurvePrivateKey
    auth: bytes

    @classmethod
    def at(cls, origin: str) -> "Device":
        endpoint = f"{origin}/wpush/v2/{secrets.token_urlsafe(TOKEN_BYTES)}"
        return cls(endpoint, generate_private_key(SECP256R1()), secrets.token_bytes(AUTH_BYTES))

    @property
    def path(self) -> str:
        return "/" + self.endpoint.split("/", 3)[3]

    @property
    def subscription(self) -> dict[str, Any]:
        """As browsers give it."""
        return {"endpoint": self.endpoint, "keys": {"p256dh": public_key_of(self.key), "auth": encoded(self.auth)}}


@dataclass(frozen=True)
class Opened:
    """A request, as the push service reads its `headers`, which have small names, and a device its `payload`."""

    payload: str
    headers: Mapping[str, str]


def opened(request: bytes, devices: Mapping[str, Device]) -> Opened:
    """`devices` by their path. Raises when the device that it is for cannot read it."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    device = devices[first.split(" ")[1]]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    payload = http_ece.decrypt(body, private_key=device.key, auth_secret=device.auth, version="aes128gcm")
    return Opened(payload.decode(), headers)
