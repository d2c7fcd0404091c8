"""The HTTP server: uvicorn, that notices peers who are gone and can hang up on those who do not read."""

import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.live.stream import ABORT

UNACKNOWLEDGED_MS = 30_000
"""A peer that takes nothing for so long is gone, though it never said so."""

UNSENT_BYTES = 64 * 1024
"""What the kernel keeps for a peer beyond what is on its way: without a limit it takes megabytes before anybody feels
that nobody reads."""


class Protocol(HttpToolsProtocol):
    def on_message_begin(self) -> None:
        super().on_message_begin()
        extensions: dict[str, Any] = {ABORT: self.transport.abort}
        self.scope["extensions"] = extensions


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
