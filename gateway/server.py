"""The HTTP server: uvicorn, that notices peers who are gone, and hangs up on who does not read or come to an end."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.live.stream import ABORT
from gateway.refusals import HeadTooLarge, whole_answer

UNACKNOWLEDGED_MS = 30_000
"""A peer that takes nothing for so long is gone, though it never said so."""

UNSENT_BYTES = 64 * 1024
"""What the kernel keeps for a peer beyond what is on its way: without a limit it takes megabytes before anybody feels
that nobody reads."""

LARGEST_HEAD_BYTES = 64 * 1024
SLICE_BYTES = 16 * 1024
"""Read at once: a head may be larger than its limit by as much."""

HEAD_SECONDS = 20
"""Within which the head of a request has come, from the beginning of its connection or from its own."""


class Protocol(HttpToolsProtocol):
    """`uncounted` are bytes that are no body: of a head, or of what stands between and behind the chunks of a body."""

    # As uvicorn does.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.uncounted = 0
        self.patience = self.loop.call_later(HEAD_SECONDS, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        self.patience.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        for at in range(0, len(data), SLICE_BYTES):
            piece = data[at : at + SLICE_BYTES]
            self.uncounted += len(piece)
            super().data_received(piece)
            if self.uncounted > LARGEST_HEAD_BYTES:
                self.hang_up()
            if self.transport.is_closing():
                return

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.patience.cancel()
        self.patience = self.loop.call_later(HEAD_SECONDS, self.transport.close)
        extensions: dict[str, Any] = {ABORT: self.transport.abort}
        self.scope["extensions"] = extensions

    def on_headers_complete(self) -> None:
        self.uncounted = 0
        self.patience.cancel()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self.uncounted = 0
        super().on_body(body)

    def hang_up(self) -> None:
        """With a word of the reason, where no answer is under way that it would break into."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(whole_answer(head_too_large()))
        self.transport.close()


def head_too_large() -> HeadTooLarge:
    detail = f"The request line and the headers may have {LARGEST_HEAD_BYTES:,} bytes together."
    return HeadTooLarge(detail, facts={"limit": LARGEST_HEAD_BYTES})


class Server(uvicorn.Server):
    """Leaves signals to `serve`: what it closes comes after the requests, and uvicorn would end the process first."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for server in self.servers:
            for listening in server.sockets:
                # Each connection inherits them.
                listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS)
                listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)


def server(app: ASGIApp, host: str, port: int, *, grace_seconds: int, trusted_proxies: str = "") -> Server:
    return Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            loop="asyncio",
            http=Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(trusted_proxies),
            forwarded_allow_ips=trusted_proxies,
            timeout_graceful_shutdown=grace_seconds,
        )
    )
