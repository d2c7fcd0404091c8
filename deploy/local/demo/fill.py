"""Brings the demonstration team to a size. What is there stays; what is missing is made up."""

import json
import secrets
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import NullPool, create_engine

from contracts.kinds import Kind
from deploy.local.demo import names
from deploy.local.demo.api import Person, Refused, Session
from deploy.local.demo.generate import person_name, plain
from deploy.local.demo.talk import talk
from deploy.local.demo.write import Writer
from deploy.local.say import Trouble

SEED = 20_260_101
TEAM_NAME = "Nordvik Rekrytering"

Progress = Callable[[str, int, int], None]
"""What is being done, how many of how many are done."""


@dataclass(frozen=True)
class Size:
    """`most_calls` of one contact; `planned` is the share of each list that one person plans something with."""

    contacts: int = 2_000
    candidates: int = 300
    people: int = 5
    most_calls: int = 4
    planned: float = 0.12


def large(contacts: int, people: int) -> Size:
    """About ten calls a contact, and each person plans with three contacts of ten."""
    return Size(contacts=contacts, candidates=contacts // 10, people=people, most_calls=40, planned=0.3)


def fill(address: str, urls: Mapping[str, str], demo_file: Path, size: Size, progress: Progress) -> None:
    """`urls` are the database's by role. Writes `demo_file` as soon as the people can sign in.

    Raises Trouble when the first team here is not the demonstration's.
    """
    session, people = open_team(address, demo_file)
    for number in range(len(people), size.people):
        progress("people", number, size.people)
        people.append(made_person(number))
        session.add(people[-1])
        keep(demo_file, address, people)
    members = session.ask("GET", "/api/team/people")["items"]
    team_id = UUID(session.ask("GET", "/api/me")["team"]["id"])
    with ExitStack() as undo:
        engines = {name: create_engine(urls[f"{name}_app"], poolclass=NullPool) for name in ("contacts", "settings")}
        for engine in engines.values():
            undo.callback(engine.dispose)
        writer = Writer(engines, team_id, [UUID(member["id"]) for member in members], size, progress)
        writer.fill(Kind.CONTACT, size.contacts)
        writer.fill(Kind.TMA, size.candidates)
    talk(address, people)


def open_team(address: str, demo_file: Path) -> tuple[Session, list[Person]]:
    session = Session(address)
    if demo_file.exists():
        people = [Person(**person) for person in json.loads(demo_file.read_text())["people"]]
        session.sign_in(people[0])
        keep(demo_file, address, people)
        return session, people
    owner = made_person(0)
    try:
        session.set_up(TEAM_NAME, owner)
    except Refused as refused:
        if refused.slug != "already-set-up":
            raise
        raise Trouble(
            "This QERO has a team of its own, and the demonstration is for an empty one. "
            "./qero reset deletes everything and begins anew."
        ) from refused
    keep(demo_file, address, [owner])
    return session, [owner]


def made_person(number: int) -> Person:
    """Always the same name, always another password."""
    random = Random(SEED + number)
    name = names.TEAM[number] if number < len(names.TEAM) else person_name(random)
    first, _, last = name.partition(" ")
    twin = str(number + 1) if number >= len(names.TEAM) else ""
    role = {0: "owner", 1: "admin"}.get(number, "member")
    return Person(
        name=name,
        email=f"{plain(first)}.{plain(last)}{twin}@nordvik.example",
        password=secrets.token_urlsafe(12),
        role=role,
    )


def keep(demo_file: Path, address: str, people: list[Person]) -> None:
    content: dict[str, Any] = {"address": address, "people": [person.as_json() for person in people]}
    new = demo_file.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    new.rename(demo_file)
