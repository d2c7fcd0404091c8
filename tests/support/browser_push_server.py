"""A push service that real browsers listen to: what QERO sends for them goes on to them, as Mozilla's tells Firefox.

They speak JSON over a WebSocket, each message with its `messageType`. What one does not acknowledge is sent again when
it comes back.
"""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web
from support.push_server import PushServer, base64url, vouched

DELIVERED, NOT_DECRYPTED = 100, 101
"""What Firefox acknowledges."""


@dataclass(eq=False)
class Browser:
    """`kept`: what it has not acknowledged, by version. `greeted`: how often it has come."""

    uaid: str
    socket: web.WebSocketResponse | None = None
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    greeted: int = 0

    async def tell(self, message: dict[str, Any]) -> None:
        if self.socket and not self.socket.closed:
            await self.socket.send_json(message)


@dataclass(eq=False)
class Channel:
    """A subscription, as a browser and its push service know it: for who has this `key`.

    `answers` are the statuses that senders got, `acknowledged` are the browser's codes.
    """

    id: str
    browser: Browser
    key: str
    is_gone: bool = False
    answers: list[int] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    acknowledged: list[int] = field(default_factory=list)


class BrowserPushServer(PushServer):
    def __init__(self) -> None:
        super().__init__()
        self.browsers: dict[str, Browser] = {}
        self.channels: dict[str, Channel] = {}
        self.lets_browsers_in = True
        self.garbles_next = False

    @property
    def socket_address(self) -> str:
        return f"ws://127.0.0.1:{self.port}/"

    def channel(self, endpoint: str) -> Channel:
        return self.channels[endpoint.removeprefix(self.origin)]

    # What tests do to it

    @contextmanager
    def away_from_browsers(self) -> Iterator[None]:
        """Senders are let in meanwhile."""
        self.lets_browsers_in = False
        self.do(self.hang_up())
        try:
            yield
        finally:
            self.lets_browsers_in = True

    def drop(self) -> None:
        """Forgets everybody, as after a loss of its data."""
        self.do(self.forget())

    def send_nothing(self, channel: Channel) -> None:
        """A push without a body."""
        self.do(self.deliver(channel, b""))

    async def hang_up(self) -> None:
        for browser in [*self.browsers.values()]:
            if browser.socket:
                await browser.socket.close()

    async def forget(self) -> None:
        for channel in self.channels.values():
            channel.is_gone = True
        forgotten, self.browsers = self.browsers, {}
        for browser in forgotten.values():
            if browser.socket:
                await browser.socket.close()

    # Senders

    def app(self) -> web.Application:
        app = super().app()
        app.router.add_get("/", self.listen_to_browser)
        return app

    async def take(self, request: web.Request) -> web.StreamResponse:
        channel = self.channels.get(request.path)
        if channel is None:
            return await super().take(request)
        body = await request.read()
        status = self.status(channel, request, body)
        with self.changed:
            channel.answers.append(status)
            self.changed.notify_all()
        if status == HTTPStatus.CREATED:
            await self.deliver(channel, body)
        return web.Response(status=status)

    def status(self, channel: Channel, request: web.Request, body: bytes) -> HTTPStatus:
        if channel.is_gone:
            return HTTPStatus.GONE
        try:
            _, key = vouched(self.origin, request.headers, body)
        except Exception as error:  # noqa: BLE001  whatever is wrong with it, the test is to hear of it
            channel.refusals.append(f"{type(error).__name__}: {error}")
            return HTTPStatus.BAD_REQUEST
        return HTTPStatus.CREATED if key == channel.key else HTTPStatus.UNAUTHORIZED

    async def deliver(self, channel: Channel, body: bytes) -> None:
        message = {"messageType": "notification", "channelID": channel.id, "version": secrets.token_urlsafe(16)}
        if body:
            if self.garbles_next:
                self.garbles_next = False
                body = body[:-1] + bytes([body[-1] ^ 1])
            message |= {"data": base64url(body), "headers": {"encoding": "aes128gcm"}}
        with self.changed:
            channel.browser.kept[message["version"]] = message
            self.changed.notify_all()
        await channel.browser.tell(message)

    # Browsers

    async def listen_to_browser(self, request: web.Request) -> web.StreamResponse:
        if not self.lets_browsers_in:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        socket = web.WebSocketResponse(protocols=["push-notification"])
        await socket.prepare(request)
        browser = None
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            message = json.loads(frame.data)
            if message.get("messageType") == "hello":
                browser = await self.greet(socket, message)
            elif browser:
                await self.answer_browser(browser, message)
        return socket

    async def greet(self, socket: web.WebSocketResponse, hello: dict[str, Any]) -> Browser:
        uaid = hello.get("uaid", "")
        with self.changed:
            browser = self.browsers.get(uaid) or Browser(uuid4().hex)
            browser.socket = socket
            browser.greeted += 1
            self.browsers[browser.uaid] = browser
            kept = [*browser.kept.values()]
            self.changed.notify_all()
        greeting = {"uaid": browser.uaid, "status": HTTPStatus.OK, "use_webpush": True, "broadcasts": {}}
        await browser.tell({"messageType": "hello", **greeting})
        for message in kept:
            await browser.tell(message)
        return browser

    async def answer_browser(self, browser: Browser, message: dict[str, Any]) -> None:
        kind = message.get("messageType")
        if kind == "register":
            await browser.tell(self.registered(browser, message))
        elif kind == "unregister":
            with self.changed:
                for channel in self.called(message["channelID"]):
                    channel.is_gone = True
                self.changed.notify_all()
            await browser.tell({**message, "status": HTTPStatus.OK})
        elif kind == "ack":
            with self.changed:
                for update in message["updates"]:
                    browser.kept.pop(update["version"], None)
                    for channel in self.called(update["channelID"]):
                        channel.acknowledged.append(update["code"])
                self.changed.notify_all()
        elif not message:
            await browser.tell({})

    def registered(self, browser: Browser, message: dict[str, Any]) -> dict[str, Any]:
        path = f"/wpush/v2/{secrets.token_urlsafe(24)}"
        channel_id, key = message["channelID"], message["key"].rstrip("=")
        with self.changed:
            self.channels[path] = Channel(channel_id, browser, key)
        told = {"channelID": channel_id, "status": HTTPStatus.OK, "pushEndpoint": f"{self.origin}{path}"}
        return {"messageType": "register", **told}

    def called(self, id: str) -> list[Channel]:
        """One, or none that is known here."""
        return [channel for channel in self.channels.values() if channel.id == id]
