"""A line for each request: what was asked of which route, how it ended, how long it took. Never by whom, never what."""

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()


class Logged:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        answered: int | None = None

        async def watched(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            log.info(
                "answered",
                method=scope["method"],
                # The template: an address carries ids.
                route=getattr(scope.get("route"), "path", None),
                answer=answered,
                milliseconds=round((time.monotonic() - began) * 1000, 1),
            )
