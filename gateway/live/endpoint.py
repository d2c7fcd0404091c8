"""`GET /api/stream`, answered before FastAPI: a stream lives long, and holds as little as it can."""

import re
import time
from dataclasses import dataclass
from datetime import datetime
from http import HTTPMethod
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from contracts.accounts import NotSignedIn
from contracts.wire import Refusal, Unavailable
from gateway.identity import Identities, SessionCookie
from gateway.live.stream import Stream
from gateway.live.streams import ENOUGH_SESSION_SECONDS, Streams
from gateway.refusals import Malformed
from gateway.shapes import TAB
from gateway.visit import Person, visit_of

PATH = "/api/stream"
VERSION = "1"
TAB_NAME = re.compile(TAB, re.ASCII)
MOST_LOOKS = 3


@dataclass(frozen=True)
class Route:
    """What metrics and logs call it."""

    path: str = PATH


ROUTE = Route()


def is_for_stream(scope: Scope) -> bool:
    return bool(scope["type"] == "http" and scope["path"] == PATH and scope["method"] == HTTPMethod.GET)


class StreamGate:
    """While there is no stream to be had, it costs nobody a look at who asks."""

    def __init__(self, app: ASGIApp, *, streams: Streams, cookie: SessionCookie) -> None:
        self.app = app
        self.streams = streams
        self.cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_for_stream(scope):
            scope["route"] = ROUTE
            if self.cookie.token(Headers(scope=scope)):
                self.streams.check_open()
        await self.app(scope, receive, send)


class LiveStream:
    def __init__(self, app: ASGIApp, *, streams: Streams, identities: Identities, cookie: SessionCookie) -> None:
        self.app = app
        self.streams = streams
        self.identities = identities
        self.cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_for_stream(scope):
            await self.app(scope, receive, send)
            return
        stream = await self.admitted(scope)
        try:
            await stream.run(scope, receive, send)
        finally:
            self.streams.dismiss(stream)

    async def admitted(self, scope: Scope) -> Stream:
        if isinstance(who := visit_of(scope).who, Refusal):
            raise who
        headers = Headers(scope=scope)
        asked = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        if asked.get("v", VERSION) != VERSION:
            raise Malformed(f"This gateway speaks version {VERSION} of the stream.")
        if not TAB_NAME.fullmatch(asked.get("tab", "")):
            raise Malformed("tab has 64 letters, digits, - or _ at most.")
        self.streams.check_open()
        person, session_ends_at = await self.session(headers, visit_of(scope).request_id)
        # From here on nothing waits: what ends this session now finds the stream.
        stream = Stream(
            person.caller,
            self.streams.presences.new_conn(person.caller.person_id),
            self.streams.lanes,
            given=headers.get("last-event-id", asked.get("since")),
            tab=asked.get("tab", ""),
            is_padded=asked.get("pad") == "1",
            beat_seconds=self.streams.beat_seconds,
        )
        self.streams.admit(stream, session_ends_at)
        return stream

    async def session(self, headers: Headers, request_id: str) -> tuple[Person, datetime]:
        """As it is believed at this moment: it may have ended since the door let the request in."""
        token = self.cookie.token(headers) or ""
        for _ in range(MOST_LOOKS):
            believed = self.identities.believed_of(token)
            if believed is None:
                await self.identities.identify(token, request_id)
            elif believed.ends_at.timestamp() - time.time() < ENOUGH_SESSION_SECONDS:
                raise NotSignedIn("This session is as good as over. Sign in with POST /api/session.")
            else:
                return believed.person, believed.ends_at
        raise Unavailable("Sessions end faster than they can be looked at.", facts={"retry_after": 1})
