"""Who asks, and how: a browser's session, and the caller that the gateway would sign for it."""

import json
import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import uuid4

import httpx
from support.streams import Stream

from contracts.wire import Caller

PASSWORD = "three horses cross a quiet river"


class Asker(StrEnum):
    ANN = "the person whose it is"
    BEN = "a colleague"
    ADA = "an admin of the team"
    XENA = "the owner of another team"
    NOBODY = "nobody signed in"


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: Any = None
    params: dict[str, Any] | None = None
    headers: dict[str, str] | None = None
    file: bytes | None = None
    filename: str = "people.csv"
    is_stream: bool = False
    """Its answer never ends by itself: it is read until all is told that had happened, and is a list of frames."""


class Person:
    """`caller` is None for somebody who has no session."""

    def __init__(self, address: str, name: str, email: str) -> None:
        self.name = name
        self.email = email
        self.client = httpx.Client(base_url=address, headers={"User-Agent": f"{name}'s browser"}, timeout=30)
        self.caller: Caller | None = None

    def send(self, request: Request) -> httpx.Response:
        if request.is_stream:
            return self.stream(request)
        headers = {"X-Forwarded-For": an_address(), **(request.headers or {})}
        files = {"file": (request.filename, request.file, "text/csv")} if request.file else None
        return self.client.request(
            request.method, request.path, json=request.body, params=request.params, headers=headers, files=files
        )

    def stream(self, request: Request) -> httpx.Response:
        with Stream.of(self.client, **(request.params or {})) as stream:
            if stream.status == httpx.codes.OK:
                stream.first("hb")
            told = [vars(frame) for frame in stream.frames] if stream.frames else stream.problem
        return httpx.Response(stream.status, headers=dict(stream.headers), text=json.dumps(told))

    def get(self, path: str, **params: Any) -> httpx.Response:
        return self.send(Request("GET", path, params=params))

    def post(self, path: str, body: Any = None) -> httpx.Response:
        return self.send(Request("POST", path, body))

    def patch(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return self.send(Request("PATCH", path, body, headers=headers))

    def sign_in(self) -> None:
        """In this browser, which has a session of its own from now on."""
        self.came_in(self.post("/api/session", {"email": self.email, "password": PASSWORD}))

    def accept(self, invite_token: str) -> None:
        acceptance = {"token": invite_token, "name": self.name, "password": PASSWORD}
        self.came_in(self.post("/api/invites/accept", acceptance))

    def came_in(self, response: httpx.Response) -> None:
        assert response.is_success, response.text
        me = response.json()
        self.caller = Caller(
            person_id=me["profile"]["id"],
            team_id=me["team"]["id"],
            session_id=me["session_id"],
            role=me["profile"]["role"],
            time_zone=me["profile"]["time_zone"],
            country=me["team"]["country"],
        )

    def in_another_browser(self) -> "Person":
        """The same person with a second session."""
        again = Person(str(self.client.base_url), self.name, self.email)
        if self.caller:
            again.sign_in()
        return again


def an_address() -> str:
    return f"2001:db8::{random.getrandbits(16):x}:{random.getrandbits(16):x}:{random.getrandbits(16):x}"


def an_email() -> str:
    return f"{uuid4().hex}@example.com"
