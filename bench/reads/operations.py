"""The five operations, as the same HTTP requests for each system."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from bench.reads.team import Team

VARIANTS = 50
"""Different requests of each operation, in turn: no answer is always the same one."""

COUNTED = "00000000"
"""Stands in a body for a number that is another one in each request: a change has to change something."""


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: Mapping[str, Any] | None = None

    def as_bytes(self, headers: Mapping[str, str]) -> bytes:
        body = json.dumps(self.body).encode() if self.body is not None else b""
        told = {"Host": "bench", **headers}
        if self.body is not None:
            told |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True)
class Operation:
    name: str
    requests: Sequence[Request]
    apart: frozenset[str] = frozenset()
    """What of an answer differs whenever it is asked for."""


def operations(team: Team) -> list[Operation]:
    random = Random(team.contacts)
    return [
        Operation("page of 50", several(lambda: Request("GET", f"/api/contacts?limit=50&sort={random.choice(SORTS)}"))),
        Operation("page by my status", [Request("GET", "/api/contacts?limit=50&status=hot")]),
        Operation("search by phone", several(lambda: Request("GET", f"/api/contacts?q={fragment(random, team)}"))),
        Operation("calls of 500", several(lambda: Request("POST", "/api/contacts/call-logs", some(random, team, 500)))),
        Operation("change a setting", several(lambda: change(random, team)), frozenset({"version"})),
    ]


SORTS = ("name", "company", "-created_at", "-updated_at", "-last_called_at")


def several(made: Callable[[], Request]) -> list[Request]:
    return [made() for _ in range(VARIANTS)]


def fragment(random: Random, team: Team) -> str:
    """As somebody remembers a number: +46702345678 is `070-234`."""
    number = random.choice(team.mobiles).removeprefix("+46")
    return f"0{number[:2]}-{number[2:5]}"


def some(random: Random, team: Team, count: int) -> dict[str, Any]:
    chosen: list[UUID] = random.sample(team.contact_ids, min(count, len(team.contact_ids)))
    return {"contact_ids": [str(contact_id) for contact_id in chosen]}


def change(random: Random, team: Team) -> Request:
    note = {"follow_up_note": f"Call again, {COUNTED}"}
    return Request("PATCH", f"/api/contacts/{random.choice(team.contact_ids)}/settings", note)
