"""How large a request body may be, how slow, how deep its JSON, what it must say it is, and what its text may hold."""

import asyncio
import json
import re
import time
from collections.abc import Collection
from itertools import chain
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.imports import LARGEST_IMPORT_BYTES
from contracts.text import unkept
from contracts.wire import FieldError
from gateway.csrf import SAFE_METHODS
from gateway.refusals import BodyTooLarge, BodyTooSlow, Malformed, MediaTypeNotSupported

LARGEST_JSON_BYTES = 1024 * 1024
LARGEST_UPLOAD_BYTES = LARGEST_IMPORT_BYTES + 64 * 1024
"""The file, and what multipart/form-data wraps it in."""

PATIENCE_SECONDS = 30
SLOWEST_BYTES_A_SECOND = 10_000
"""A body may take the patience, and longer the more of it has come."""

DEEPEST_JSON = 64

# Possessive, and content with an unclosed string at the end: one pass, whatever is sent.
JSON_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
AS_BRACKETS = bytes.maketrans(b"{}", b"[]")
NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
NO_UTF8 = "JSON is text in UTF-8."

# All up to an escaped character that nobody can keep. Possessive as well.
SPELLS_UNKEPT = re.compile(
    rb"(?:[^\\]++|\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\(?!u0000|u[dD][89a-fA-F]).)*+\\u(0000)?", re.DOTALL
)


class Limits:
    """Reads a JSON body whole before anybody else does; lets an upload through, counting."""

    def __init__(self, app: ASGIApp, *, uploads: Collection[str]) -> None:
        self.app = app
        self.uploads = frozenset(uploads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # PostgreSQL keeps no such text, so no service has to look for it.
        if b"%00" in scope["query_string"] or "\0" in scope["path"]:
            asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            told = [scope["path"], *({name: value} for name, value in asked)]
            raise not_kept(next(chain.from_iterable(map(unkept, told))))
        if scope["method"] in SAFE_METHODS:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_upload = scope["path"] in self.uploads
        counted = Counted(receive, LARGEST_UPLOAD_BYTES if is_upload else LARGEST_JSON_BYTES)
        counted.check_announced(headers.get("content-length"))
        if is_upload:
            await self.app(scope, counted, send)
            return
        body = await counted.whole()
        if body:
            check_json(body, headers.get("content-type", ""))
        await self.app(scope, Replayed(body, receive), send)


class Counted:
    """`receive` that refuses more than `limit` bytes, whatever Content-Length said, and what comes too slowly."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive = receive
        self.limit = limit
        self.received = 0
        self.waited = 0.0
        """Seconds, for the client alone: what a service takes to keep a piece is not the client's fault."""

    def check_announced(self, content_length: str | None) -> None:
        if content_length and content_length.isdecimal():
            self.check(int(content_length))

    def check(self, size: int) -> None:
        if size > self.limit:
            raise BodyTooLarge(f"The request body may have {self.limit:,} bytes at most.", facts={"limit": self.limit})

    async def __call__(self) -> Message:
        message = await self.next_message()
        self.received += len(message.get("body", b""))
        self.check(self.received)
        return message

    async def next_message(self) -> Message:
        began = time.monotonic()
        patience = PATIENCE_SECONDS + self.received / SLOWEST_BYTES_A_SECOND
        try:
            async with asyncio.timeout(patience - self.waited):
                return await self.receive()
        except TimeoutError as error:
            detail = f"A body may take {PATIENCE_SECONDS} s, and one more for each {SLOWEST_BYTES_A_SECOND:,} bytes."
            raise BodyTooSlow(detail, facts={"limit": PATIENCE_SECONDS}) from error
        finally:
            self.waited += time.monotonic() - began

    async def whole(self) -> bytes:
        parts = []
        while True:
            message = await self()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                return b"".join(parts)


class Replayed:
    """`receive` for a body that was read already."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self.body: bytes | None = body
        self.receive = receive

    async def __call__(self) -> Message:
        if self.body is None:
            return await self.receive()
        body, self.body = self.body, None
        return {"type": "http.request", "body": body, "more_body": False}


def check_json(body: bytes, content_type: str) -> None:
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise MediaTypeNotSupported("Send the body as JSON with Content-Type: application/json.")
    check_utf8(body)
    if is_too_deep(body):
        raise Malformed(f"JSON may be nested {DEEPEST_JSON} levels deep at most.", facts={"limit": DEEPEST_JSON})
    if found := SPELLS_UNKEPT.match(body):
        # In a value that another one of its name replaces, it is nowhere any more.
        somewhere = unkept("\0" if found[1] else "\ud800")
        raise not_kept(next(chain(unkept(parsed(body)), somewhere)))


def parsed(body: bytes) -> object:
    """None of what is no JSON."""
    try:
        return json.loads(body)
    except ValueError:
        return None


def not_kept(fault: FieldError) -> Malformed:
    return Malformed(fault.detail, errors=[fault] if fault.field else [])


def check_utf8(body: bytes) -> None:
    """Python's reader takes UTF-16 as well, in which nothing that is looked for below would be found."""
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise Malformed(NO_UTF8) from error
    if b"\0" in body:
        raise Malformed(NO_UTF8)


def is_too_deep(body: bytes) -> bool:
    """Takes the innermost pairs of brackets away, level by level: no loop in Python over what was sent."""
    if body.count(b"[") + body.count(b"{") <= DEEPEST_JSON:
        return False
    left = JSON_STRING.sub(b"", body).translate(AS_BRACKETS, NO_BRACKETS)
    for _ in range(DEEPEST_JSON):
        left = left.replace(b"[]", b"")
    return left.count(b"[") > 0
