"""The span of a request, from its head to its last byte: which route and how it ended, never what was asked for."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.live.endpoint import is_for_stream
from kit import traces

FIRST_FAULT = 500


class Traced:
    """A live stream is none: it lasts for minutes, and what it tells belongs to other requests."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_for_stream(scope):
            await self.app(scope, receive, send)
            return
        method = scope["method"]
        parent = Headers(scope=scope).get(traces.TRACEPARENT)
        with traces.span(method, traces.KIND.SERVER, parent=parent, attributes={"http.request.method": method}) as span:

            async def watched(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                    span.set_attribute("qero.request_id", Headers(scope=message).get("x-request-id", ""))
                    if message["status"] >= FIRST_FAULT:
                        span.set_status(traces.FAULT)
                await send(message)

            await self.app(scope, receive, watched)
            if route := getattr(scope.get("route"), "path", None):
                # The template: an address carries ids.
                span.update_name(f"{method} {route}")
                span.set_attribute("http.route", route)
