"""Who asks: a member, an admin and nobody. Whatever a case does to one of them, the next case is asked all the same."""

import random
from typing import Any
from uuid import uuid4

import httpx

PASSWORD = "three horses cross a quiet river"
COOKIE = "qero"


class Team:
    """The askers' team. Its owner asks no case, and no admin can do anything to an owner."""

    def __init__(self, address: str, chance: random.Random) -> None:
        self.chance = chance
        self.owner = httpx.Client(base_url=address, timeout=30)
        self.visitor = httpx.Client(base_url=address, timeout=30)

    def found(self) -> None:
        founding = {"team_name": "Nord", "name": "Olga", "email": "olga@nord.example", "password": PASSWORD}
        self.owner.post("/api/setup", json=founding).raise_for_status()

    def join(self, role: str) -> tuple[str, str]:
        """A new person's e-mail and session."""
        email = f"{uuid4().hex}@nord.example"
        invited = self.owner.post("/api/team/invites", json={"email": email, "role": role}).raise_for_status().json()
        acceptance = {"token": invited["token"], "name": f"{role} {email[:8]}", "password": PASSWORD}
        return email, session_of(self.ask("POST", "/api/invites/accept", json=acceptance).raise_for_status())

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """From an address of its own, so that the attempts of others are not counted."""
        self.visitor.cookies.clear()
        return self.visitor.request(method, path, headers={"X-Forwarded-For": an_address(self.chance)}, **options)

    def close(self) -> None:
        self.owner.close()
        self.visitor.close()


class Asker:
    """Somebody of the team; without a `role` nobody, who sends whatever cookies a case made up."""

    def __init__(self, name: str, team: Team, role: str | None) -> None:
        self.name = name
        self.team = team
        self.role = role
        self.session = ""
        if role:
            self.email, self.session = team.join(role)

    def look_after(self) -> None:
        """Whose session was ended signs in again; who can not, or has another role by now, goes and another comes."""
        if self.role is None or self.is_well():
            return
        signed_in = self.team.ask("POST", "/api/session", json={"email": self.email, "password": PASSWORD})
        if signed_in.is_success:
            self.session = session_of(signed_in)
        if not self.is_well():
            self.email, self.session = self.team.join(self.role)

    def is_well(self) -> bool:
        me = self.team.ask("GET", "/api/me", cookies={COOKIE: self.session})
        return me.is_success and me.json()["profile"]["role"] == self.role


def session_of(answer: httpx.Response) -> str:
    return answer.cookies[COOKIE]


def an_address(chance: random.Random) -> str:
    return f"2001:db8:{chance.getrandbits(16):x}:{chance.getrandbits(16):x}::1"
