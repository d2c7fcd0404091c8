"""Refuses what another site makes a browser ask. The rules are those of Go's http.CrossOriginProtection.

A browser says where a request comes from by Sec-Fetch-Site or Origin; what says neither is no browser.
"""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.refusals import CrossSite

SAFE_METHODS = frozenset(["GET", "HEAD", "OPTIONS"])


class Csrf:
    def __init__(self, app: ASGIApp, *, trusted_origins: Collection[str]) -> None:
        self.app = app
        self.trusted_origins = frozenset(trusted_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS and not self.is_ours(Headers(scope=scope)):
            raise CrossSite("The request comes from a site that may not change anything here.")
        await self.app(scope, receive, send)

    def is_ours(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin in self.trusted_origins:
            return True
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        # An origin is a scheme and a host, and nothing after it; as a URL it need not be one.
        return origin is None or origin.partition("://")[2] == headers.get("host")
