"""The demonstration team is made as any team is: through the gateway."""

import json
from dataclasses import asdict, dataclass
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener

SECONDS = 30


class Refused(Exception):
    """A problem that the gateway answered."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('title')}: {problem.get('detail')}")
        self.slug = str(problem.get("type", "")).rpartition("/")[2]


@dataclass(frozen=True)
class Person:
    """A line of `.qero/demo.json`."""

    name: str
    email: str
    password: str
    role: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)


class Session:
    """One signed-in person."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """The answer's JSON. Raises Refused."""
        request = Request(self.address + path, method=method)  # noqa: S310  our own gateway on loopback
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with self.opener.open(request, timeout=SECONDS) as answer:
                return json.loads(answer.read() or b"null")
        except HTTPError as error:
            raise Refused(error.code, json.loads(error.read() or b"{}")) from error

    def set_up(self, team: str, person: Person) -> None:
        """Raises Refused with the slug `already-set-up` when there is a team."""
        self.ask("POST", "/api/setup", {"team_name": team, **self.account(person), "email": person.email})

    def sign_in(self, person: Person) -> None:
        self.ask("POST", "/api/session", {"email": person.email, "password": person.password})

    def add(self, person: Person) -> None:
        """Invites a person and accepts in their place."""
        invite = self.ask("POST", "/api/team/invites", {"email": person.email, "role": person.role})
        Session(self.address).ask("POST", "/api/invites/accept", {"token": invite["token"], **self.account(person)})

    @staticmethod
    def account(person: Person) -> dict[str, Any]:
        return {"name": person.name, "password": person.password, "time_zone": "Europe/Stockholm"}
