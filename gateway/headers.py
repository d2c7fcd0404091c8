"""What every answer carries: a request id, and what browsers are told to forbid; and what the layers below noted."""

import re
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from contracts.accounts import NotSignedIn
from gateway.visit import Visit

SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,128}")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
    "require-trusted-types-for 'script'; trusted-types qero"
)
SECURITY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
TWO_YEARS = "max-age=63072000; includeSubDomains"


class AnswerHeaders:
    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.fixed = {**SECURITY, "Strict-Transport-Security": TWO_YEARS} if https else SECURITY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if SANE_REQUEST_ID.fullmatch(given) else str(uuid4())
        client = scope.get("client")
        visit = Visit(
            request_id=request_id,
            address=client[0] if client else "",
            who=NotSignedIn("This needs a session. Sign in with POST /api/session."),
        )
        scope.setdefault("state", {})["visit"] = visit

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.fixed.items():
                    headers[name] = value
                headers["X-Request-Id"] = request_id
                headers.setdefault("Cache-Control", "no-store")
                if visit.quota:
                    headers["RateLimit-Policy"] = visit.quota.policy_header
                    headers["RateLimit"] = visit.quota.header
                if visit.session_cookies:
                    headers.append("Set-Cookie", visit.session_cookies[-1])
                if visit.calling and visit.calling.replayed:
                    headers["Idempotency-Replayed"] = "true"
            await send(message)

        with bound_contextvars(request_id=request_id):
            await self.app(scope, receive, with_headers)
