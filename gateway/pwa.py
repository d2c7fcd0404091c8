"""The built app at `/`: files from memory, index.html for its deep links. Never an address of the API."""

import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPMethod
from pathlib import Path, PurePosixPath

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.etags import is_known, not_modified

INDEX = "/index.html"
HASHED = "/assets/"
"""What lies below it has the hash of its content in its name."""

FOR_A_YEAR = "public, max-age=31536000, immutable"
ASKED_EACH_TIME = "no-cache"
CODINGS = {"br": ".br", "gzip": ".gz"}
"""By how much they save, and what their files end with."""

NOT_SERVED = frozenset(["BUILD.json"])
NOT_THE_APPS = re.compile(r"/(?:api|livez|readyz|metrics|problems)(?:/|$)")
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
}
ACCEPTED = re.compile(r"\s*(?P<name>[^;\s]+)\s*(?:;\s*q=(?P<weight>[0-9.]+)\s*)?", re.IGNORECASE)


@dataclass(frozen=True)
class File:
    """`contents` by coding; `""` is the file as it is."""

    media_type: str
    cache_control: str
    mark: str
    contents: Mapping[str, bytes]

    def etag(self, coding: str) -> str:
        return f'"{self.mark}-{coding}"' if coding else f'"{self.mark}"'


@dataclass(frozen=True)
class Route:
    """What metrics and logs call it."""

    path: str


ASSET = Route("/assets/…")
PAGE = Route("/…")


class Pwa:
    """`folder` is read once, at the start: a newer build is served by the next gateway."""

    def __init__(self, app: ASGIApp, *, folder: Path) -> None:
        self.app = app
        self.files = files_in(folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self.found(scope) if scope["type"] == "http" else None
        if file is None:
            await self.app(scope, receive, send)
            return
        scope["route"] = ASSET if scope["path"].startswith(HASHED) else PAGE
        await answer(file, Headers(scope=scope))(scope, receive, send)

    def found(self, scope: Scope) -> File | None:
        path = scope["path"]
        if scope["method"] not in (HTTPMethod.GET, HTTPMethod.HEAD) or NOT_THE_APPS.match(path):
            return None
        if file := self.files.get(path):
            return file
        # A file that is missing is missing: index.html in its place would be run as a script.
        is_page = not PurePosixPath(path).suffix and "text/html" in Headers(scope=scope).get("accept", "")
        return self.files[INDEX] if path == "/" or is_page else None


def answer(file: File, asked: Headers) -> Response:
    coding = next((name for name in CODINGS if name in file.contents and accepts(asked, name)), "")
    headers = {"Cache-Control": file.cache_control, "ETag": file.etag(coding), "Vary": "Accept-Encoding"}
    if is_known(file.etag(coding), asked.get("if-none-match")):
        return not_modified(headers)
    if coding:
        headers["Content-Encoding"] = coding
    # Starlette adds no charset to a type that is given among the headers.
    return Response(file.contents[coding], headers={**headers, "Content-Type": file.media_type})


def accepts(asked: Headers, coding: str) -> bool:
    weights = {}
    for part in asked.get("accept-encoding", "").split(","):
        if read := ACCEPTED.fullmatch(part):
            weights[read["name"].lower()] = read["weight"] or "1"
    return bool(weights.get(coding, weights.get("*", "0")).strip("0."))


def files_in(folder: Path) -> dict[str, File]:
    """By path."""
    suffixes = tuple(CODINGS.values())
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name not in NOT_SERVED]
    return {
        f"/{path.relative_to(folder).as_posix()}": file_at(path, f"/{path.relative_to(folder).as_posix()}")
        for path in paths
        if path.suffix not in suffixes
    }


def file_at(path: Path, address: str) -> File:
    contents = {"": path.read_bytes()}
    for coding, suffix in CODINGS.items():
        packed = path.with_name(path.name + suffix)
        if packed.is_file():
            contents[coding] = packed.read_bytes()
    return File(
        media_type=TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        cache_control=FOR_A_YEAR if address.startswith(HASHED) else ASKED_EACH_TIME,
        mark=hashlib.sha256(contents[""]).hexdigest()[:32],
        contents=contents,
    )
