"""People with browsers, in a whole system."""

import re
from functools import cache
from typing import Any, Self
from uuid import uuid4

import httpx

from deploy.local.stack import Stack

PASSWORD = "tram violin gravel 9"


@cache
def documented(address: str) -> list[tuple[str, re.Pattern[str], set[str]]]:
    """Method, pattern and possible statuses of every route."""
    paths = httpx.get(f"{address}/api/openapi.json").raise_for_status().json()["paths"]
    return [
        (method.upper(), re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), set(operation["responses"]))
        for path, operations in paths.items()
        for method, operation in operations.items()
    ]


def is_documented(answer: httpx.Response) -> None:
    """Fails on an answer that the OpenAPI document does not know of its route."""
    asked = answer.request
    known: set[str] = set()
    for method, pattern, statuses in documented(f"{asked.url.scheme}://{asked.url.netloc.decode()}"):
        if method == asked.method and pattern.fullmatch(asked.url.path):
            known |= statuses
    assert str(answer.status_code) in known, f"{asked.method} {asked.url.path} answered {answer.status_code}"


class Person(httpx.Client):
    """One person's cookie jar. `name` is the first name, as in the e-mail."""

    def __init__(self, stack: Stack, name: str, **options: Any) -> None:
        super().__init__(base_url=stack.address, timeout=35, event_hooks={"response": [is_documented]}, **options)
        self.stack = stack
        self.name = name
        self.email = f"{name.lower()}@nord.example"

    def __enter__(self) -> Self:
        """Also when it has been used already, as an invited person's has."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def another_browser(self) -> "Person":
        """Not signed in."""
        return Person(self.stack, self.name)

    def sign_in(self, password: str = PASSWORD, **options: Any) -> httpx.Response:
        return self.post("/api/session", json={"email": self.email, "password": password}, **options)

    def found_team(self) -> None:
        """Or signs in, when somebody has done so before."""
        team = {"team_name": "Nord", "name": self.name, "email": self.email, "password": PASSWORD}
        if self.post("/api/setup", json=team).status_code == httpx.codes.CONFLICT:
            self.sign_in().raise_for_status()

    def invite(self, name: str, role: str) -> "Person":
        invited = Person(self.stack, name)
        offered = self.post("/api/team/invites", json={"email": invited.email, "role": role}).raise_for_status()
        acceptance = {"token": offered.json()["token"], "name": name, "password": PASSWORD}
        invited.post("/api/invites/accept", json=acceptance).raise_for_status()
        return invited

    @property
    def id(self) -> str:
        return str(self.get("/api/me").raise_for_status().json()["profile"]["id"])

    def create(self, path: str = "/api/contacts", **fields: Any) -> dict[str, Any]:
        """A contact, by a name that nobody else has when none is given."""
        fields.setdefault("name", f"Kalle {uuid4()}")
        created: dict[str, Any] = self.post(path, json=fields).raise_for_status().json()
        return created

    def plan(self, contact: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """Personal settings."""
        path = "/api/tma" if contact["kind"] == "tma" else "/api/contacts"
        answer = self.patch(f"{path}/{contact['id']}/settings", json=changes).raise_for_status()
        settings: dict[str, Any] = answer.json()
        return settings
