"""A push service as browsers have one (RFC 8030), on loopback: it takes what QERO sends, and opens it as a device.

It holds each request to what the real ones ask for, and answers as a test says.
"""

import asyncio
import base64
import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import http_ece
import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LARGEST_BODY = 4_096
LONGEST_VALIDITY = 24 * 3_600
PATIENCE_SECONDS = 60.0
"""Only a broken build waits that long: a busy machine must not make a test fail."""


def base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Arrived:
    """What came for a device: the headers with small names, what was in it, and in whose name it was sent."""

    headers: Mapping[str, str]
    payload: dict[str, Any]
    claims: dict[str, Any]
    public_key: str
    status: int

    @property
    def notification(self) -> dict[str, Any]:
        told: dict[str, Any] = self.payload["notification"]
        return told


@dataclass
class Reply:
    """What the push service says to a request, in place of its own word."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0
    """Between two bytes of the body."""
    times: int = 1


class BrowserDevice:
    """A browser's side of a subscription: its keys, and all that has come for it."""

    def __init__(self, server: "PushServer", path: str) -> None:
        self.server = server
        self.path = path
        self.key = generate_private_key(SECP256R1())
        self.auth = secrets.token_bytes(16)
        self.arrived: list[Arrived] = []
        self.replies: list[Reply] = []
        self.refusals: list[str] = []

    @property
    def endpoint(self) -> str:
        return f"{self.server.origin}{self.path}"

    @property
    def keys(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": base64url(point), "auth": base64url(self.auth)}

    def reply(self, status: int, headers: Mapping[str, str] | None = None, **of: Any) -> None:
        """To the next request, or the next `times`."""
        self.replies.append(Reply(status, headers or {}, **of))

    @property
    def shown(self) -> list[Arrived]:
        """Of what arrived, what a device would have been given."""
        return [one for one in self.arrived if one.status == 201]


class PushServer:
    """`with PushServer() as server`: a thread of its own, at an address of its own."""

    def __init__(self) -> None:
        self.devices: dict[str, BrowserDevice] = {}
        self.changed = threading.Condition()
        self.open_requests = 0
        self.paths: list[str] = []

    def __enter__(self) -> Self:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.port = self.do(self.listen())
        return self

    def __exit__(self, *_: object) -> None:
        self.do(self.runner.cleanup())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE_SECONDS)

    async def listen(self, port: int = 0) -> int:
        self.runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=1)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", port)
        await site.start()
        taken: int = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        return taken

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1 << 20)
        app.router.add_route("POST", "/{path:.*}", self.take)
        return app

    def go_away(self) -> None:
        """Nobody answers at its address any more."""
        self.do(self.runner.cleanup())

    def come_back(self) -> None:
        self.do(self.listen(self.port))

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def device(self) -> BrowserDevice:
        path = f"/wpush/v2/{secrets.token_urlsafe(24)}"
        self.devices[path] = BrowserDevice(self, path)
        return self.devices[path]

    async def take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        with self.changed:
            self.paths.append(request.path)
        device = self.devices.get(request.path)
        if device is None:
            return self.answer(Reply(410))
        try:
            opened, claims, public_key = opened_by(device, request.headers, body)
        except Exception as error:  # noqa: BLE001  whatever is wrong with it, the test is to hear of it
            with self.changed:
                device.refusals.append(f"{type(error).__name__}: {error}")
                self.changed.notify_all()
            return self.answer(Reply(400))
        reply = device.replies[0] if device.replies else Reply(201)
        if device.replies:
            reply.times -= 1
            if reply.times == 0:
                device.replies.pop(0)
        headers = {name.lower(): value for name, value in request.headers.items()}
        with self.changed:
            device.arrived.append(Arrived(headers, json.loads(opened), claims, public_key, reply.status))
            self.changed.notify_all()
        if not reply.seconds:
            return self.answer(reply)
        return await dripped(request, reply)

    @staticmethod
    def answer(reply: Reply) -> web.Response:
        return web.Response(status=reply.status, headers=dict(reply.headers), body=reply.body)

    def wait(self, happened: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> Any:
        """Until something of it is true; gives that. Looked at whenever something arrives."""
        until = time.monotonic() + seconds
        with self.changed:
            while not (found := happened()):
                if not self.changed.wait(until - time.monotonic()):
                    raise AssertionError(f"it did not happen in {seconds} s")
        return found

    def first(self, device: BrowserDevice, count: int = 1) -> list[Arrived]:
        """The first so many that the device was given, once there are."""
        shown: list[Arrived] = self.wait(lambda: device.shown if len(device.shown) >= count else None)
        return shown[:count]


def opened_by(device: BrowserDevice, headers: Mapping[str, str], body: bytes) -> tuple[bytes, dict[str, Any], str]:
    """Raises when a real push service, or the device, would refuse it."""
    claims, public_key = vouched(device.server.origin, headers, body)
    opened: bytes = http_ece.decrypt(body, private_key=device.key, auth_secret=device.auth, version="aes128gcm")
    return opened, claims, public_key


def vouched(origin: str, headers: Mapping[str, str], body: bytes) -> tuple[dict[str, Any], str]:
    """In whose name it comes: what they claim, and their key. Raises when the push service there would refuse it."""
    assert headers["Content-Encoding"] == "aes128gcm"
    assert int(headers["TTL"]) > 0
    assert headers.get("Urgency") in ("low", "normal", "high")
    assert len(headers.get("Topic", "")) <= 32
    assert len(body) <= LARGEST_BODY
    scheme, _, told = headers["Authorization"].partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in told.split(","))
    key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), from_base64url(parts["k"]))
    claims = jwt.decode(parts["t"], key, algorithms=["ES256"], audience=origin)
    assert claims["exp"] <= time.time() + LONGEST_VALIDITY
    assert claims["sub"].startswith(("mailto:", "https:"))
    return claims, parts["k"]


async def dripped(request: web.Request, reply: Reply) -> web.StreamResponse:
    answer = web.StreamResponse(status=reply.status, headers=dict(reply.headers))
    await answer.prepare(request)
    try:
        for byte in reply.body:
            await answer.write(bytes([byte]))
            await asyncio.sleep(reply.seconds)
    except ConnectionError:
        pass
    return answer
