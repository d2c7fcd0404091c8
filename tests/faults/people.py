"""Two teams of people who are signed in, made once before anything breaks."""

import random
from dataclasses import dataclass
from uuid import UUID

import httpx
from faults.ground import NOWHERE, Ground, an_address
from isolation.bus import BusCaller
from support.push import SUBSCRIPTIONS, as_browsers_tell
from support.push_server import BrowserDevice
from support.waiting import eventually

from contracts.accounts import Accounts, Device, OpenTeam

KNOWN_TO_CHAT = "select count(*) from chat.people where person_id = any(%s)"
PASSWORD = "three horses cross a quiet river"


@dataclass(frozen=True)
class Person:
    name: str
    id: UUID
    team_id: UUID
    cookie: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie}


def make_people(ground: Ground, chance: random.Random, *, in_a_team: int, teams: int = 2) -> list[Person]:
    made: list[Person] = []
    for number in range(teams):
        with httpx.Client(base_url=ground.system.address, timeout=30) as owner:
            owner.headers["X-Forwarded-For"] = an_address(chance)
            email = f"owner.{number}.{chance.getrandbits(48):x}@example.com"
            open_team(ground, f"Team {number}", email)
            signed_in = owner.post("/api/session", json={"email": email, "password": PASSWORD})
            made.append(somebody(signed_in))
            made += [join(ground, owner, chance, f"person {number}.{one}") for one in range(1, in_a_team)]
    for person in made:
        give_device(ground, person, chance)
    return made


def give_device(ground: Ground, person: Person, chance: random.Random) -> None:
    with httpx.Client(base_url=ground.system.address, headers=person.headers, timeout=30) as browser:
        browser.headers["X-Forwarded-For"] = an_address(chance)
        told = as_browsers_tell(browser, BrowserDevice(NOWHERE))
        browser.post(SUBSCRIPTIONS, json=told).raise_for_status()


def open_team(ground: Ground, name: str, email: str) -> None:
    """Over the bus: set-up makes only the first team, accounts has no such limit."""
    ask = OpenTeam(
        team_name=name,
        name=f"owner of {name}",
        email=email,
        password=PASSWORD,
        device=Device(address="192.0.2.1", user_agent="tests"),
        only_first=False,
    )
    bus = BusCaller(ground.rabbitmq.url)
    try:
        assert bus.ask(Accounts.open_team, ask, None)["error"] is None
    finally:
        bus.close()


def join(ground: Ground, owner: httpx.Client, chance: random.Random, name: str) -> Person:
    email = f"{chance.getrandbits(64):x}@example.com"
    invited = owner.post("/api/team/invites", json={"email": email, "role": "member"}).raise_for_status().json()
    acceptance = {"token": invited["token"], "name": name, "password": PASSWORD}
    headers = {"X-Forwarded-For": an_address(chance)}
    return somebody(httpx.post(f"{ground.system.address}/api/invites/accept", json=acceptance, headers=headers))


def somebody(answer: httpx.Response) -> Person:
    me = answer.raise_for_status().json()
    [(name, token)] = answer.cookies.items()
    return Person(
        name=me["profile"]["name"],
        id=UUID(me["profile"]["id"]),
        team_id=UUID(me["team"]["id"]),
        cookie=f"{name}={token}",
    )


def open_channel(ground: Ground, people: list[Person]) -> str:
    """The id of a private one that all of them are in. Chat hears of new people in its own time."""
    ids = [person.id for person in people]
    with ground.database() as database:
        eventually(lambda: database.execute(KNOWN_TO_CHAT, [ids]).fetchone() == (len(ids),))
    channel = {"kind": "channel", "name": "floor", "is_private": True, "member_ids": [str(one) for one in ids[1:]]}
    address = f"{ground.system.address}/api/chat/conversations"
    opened = httpx.post(address, json=channel, headers=people[0].headers, timeout=30)
    return str(opened.raise_for_status().json()["id"])
