"""The hot routes, each as the same person would ask it in a team of any size."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

import psycopg

from bench.growth.loading import Team
from contracts.contacts import Sort
from kit import cursor

KNOWN = 2_000
"""So many contacts of a team are asked for by name, number and id."""

BATCH = 500
STATUSES = ("hot", "working", "follow_up")
SCOPES = ("overdue", "today", "upcoming")


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str] | None = None
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Known:
    id: UUID
    name: str
    name_key: str
    phone: str

    @property
    def first_name(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def dialled(self) -> str:
        """+46701234567 as it is written: 070-123 45 67."""
        return f"0{self.phone[3:5]}-{self.phone[5:8]} {self.phone[8:10]} {self.phone[10:]}"


@dataclass(frozen=True)
class Asking:
    """Somebody about to ask, who knows some of the team's contacts."""

    chance: Random
    person_id: UUID
    known: Sequence[Known]

    @property
    def one(self) -> Known:
        return self.chance.choice(self.known)

    def some(self) -> list[str]:
        return [str(one.id) for one in self.chance.sample(self.known, min(BATCH, len(self.known)))]


def known_of(administrator: str, team: Team) -> list[Known]:
    """Spread over all of the team."""
    spread = "select id, name, name_key, phones[1] from contacts.contacts where team_id = %s order by id limit %s"
    with psycopg.connect(administrator) as connection:
        return [Known(*row) for row in connection.execute(spread, [team.team_id, KNOWN])]


def contacts(**query: str) -> Request:
    return Request("GET", "/api/contacts", query)


def place_of(one: Known) -> str:
    return cursor.encode([Sort.NAME, one.name_key, str(one.id)])


Route = Callable[[Asking], Request]

ROUTES: Mapping[str, Route] = {
    "page by name": lambda asking: contacts(cursor=place_of(asking.one)),
    "page by last call": lambda _: contacts(sort=Sort.LAST_CALLED),
    "page of my status": lambda asking: contacts(status=asking.chance.choice(STATUSES)),
    "page by my follow-up": lambda _: contacts(sort=Sort.FOLLOW_UP),
    "search: 6 digits of a phone": lambda asking: contacts(q=asking.one.dialled[:7]),
    "search: whole phone": lambda asking: contacts(q=asking.one.dialled),
    "search: first name": lambda asking: contacts(q=asking.one.first_name),
    "search: whole name": lambda asking: contacts(q=asking.one.name),
    "tags": lambda _: Request("GET", "/api/contacts/tags"),
    "contact": lambda asking: Request("GET", f"/api/contacts/{asking.one.id}"),
    "history of a contact": lambda asking: Request("GET", f"/api/contacts/{asking.one.id}/history"),
    "call logs of 500": lambda asking: Request(
        "POST", "/api/contacts/call-logs", body={"contact_ids": asking.some(), "per_contact": 1}
    ),
    "my settings of 500": lambda asking: Request("POST", "/api/contacts/settings", body={"contact_ids": asking.some()}),
    "recent calls": lambda _: Request("GET", "/api/call-logs", {"since": "2020-01-01T00:00:00Z"}),
    "recent calls of one person": lambda asking: Request(
        "GET", "/api/call-logs", {"since": "2020-01-01T00:00:00Z", "person": str(asking.person_id)}
    ),
    "follow-ups": lambda asking: Request("GET", "/api/followups", {"scope": asking.chance.choice(SCOPES)}),
    "PATCH of a setting": lambda asking: Request(
        "PATCH", f"/api/contacts/{asking.one.id}/settings", body={"status": asking.chance.choice(STATUSES)}
    ),
}
