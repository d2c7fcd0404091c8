"""Which other origins may use the API with a person's cookie: those on the list, spelled exactly so."""

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.refusals import CrossSite, refused

METHODS = "GET, POST, PUT, PATCH, DELETE"
REQUEST_HEADERS = "Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Request-Id"
EXPOSED = "ETag, Location, Retry-After, RateLimit, RateLimit-Policy, Idempotency-Replayed, X-Request-Id"
PREFLIGHT_SECONDS = "600"


class Cors:
    def __init__(self, app: ASGIApp, *, allowed_origins: Collection[str]) -> None:
        self.app = app
        self.allowed_origins = frozenset(allowed_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        origin = asked.get("origin")
        allowed = origin if origin in self.allowed_origins else None

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Origin")
                if allowed:
                    headers["Access-Control-Allow-Origin"] = allowed
                    headers["Access-Control-Allow-Credentials"] = "true"
                    headers["Access-Control-Expose-Headers"] = EXPOSED
            await send(message)

        if origin and scope["method"] == "OPTIONS" and "access-control-request-method" in asked:
            preflight = self.preflight(scope, allowed)
            await preflight(scope, receive, with_headers)
            return
        await self.app(scope, receive, with_headers)

    def preflight(self, scope: Scope, allowed: str | None) -> Response:
        if allowed is None:
            return refused(scope, CrossSite("This origin is not on the list of ALLOWED_ORIGINS."))
        headers = {
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": REQUEST_HEADERS,
            "Access-Control-Max-Age": PREFLIGHT_SECONDS,
        }
        return Response(status_code=204, headers=headers)
