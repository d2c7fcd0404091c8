"""People who change things all the time, and ask again under the same key until they know the outcome."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from faults.ground import an_address
from faults.people import Person

from contracts.wire import KeyInProgress

LONGEST_ANSWER_SECONDS = 35
"""Beyond the gateway's own limit: whoever waits so long was forgotten."""
CONFLICT = 409
AGAIN = {429, 500, 502, 503, 504}
"""What is no answer to the question asked."""
IN_PROGRESS = f"/problems/{KeyInProgress.slug}"
PAUSES = (0.05, 0.5)
LIKE = {"create": 15, "alter": 20, "archive": 10, "log_call": 15, "plan": 20, "contend": 10, "post": 10}
"""How often each thing is done, of a hundred."""
CONTENDED = 3
"""Contacts of each team that everybody changes."""
STATUSES = ("hot", "working", "follow_up", None)


@dataclass
class Change:
    """One thing somebody wanted. `key` is its idempotency key, and stands in what it leaves behind."""

    key: str
    person: Person
    kind: str
    method: str
    path: str
    body: dict[str, Any] | None = None
    if_match: str | None = None
    asked_at: float = 0
    """For the first time, by `time.monotonic()`."""
    attempts: int = 0
    outcome: str = "unknown"
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def is_acknowledged(self) -> bool:
        return self.outcome == "acknowledged"


@dataclass
class Team:
    """What all of its people know: its contacts, and the channel that they are in."""

    conversation_id: str
    contact_ids: list[str] = field(default_factory=list)

    def post(self, person: Person, key: str, message_id: UUID) -> Change:
        path = f"/api/chat/conversations/{self.conversation_id}/messages"
        return Change(key, person, "post", "POST", path, {"id": str(message_id), "text": key})


@dataclass
class Mine:
    """A contact that only one coroutine changes, as it must be now."""

    id: str
    version: int = 1
    archived: bool = False


class Asking:
    """Everybody's way to the gateways, and what came of it."""

    def __init__(self, addresses: list[str], chance: random.Random) -> None:
        self.addresses = addresses
        self.chance = chance
        self.changes: list[Change] = []
        self.answers: Counter[str] = Counter()
        self.longest = 0.0
        self.client = httpx.AsyncClient(
            timeout=LONGEST_ANSWER_SECONDS, limits=httpx.Limits(max_connections=None, max_keepalive_connections=50)
        )

    async def settle(
        self, change: Change, *, pauses: tuple[float, float] = PAUSES, addresses: list[str] | None = None
    ) -> Change:
        """Until the outcome is known, each time at another gateway than before, where there is one."""
        self.changes.append(change)
        change.asked_at = time.monotonic()
        address = ""
        while change.outcome == "unknown":
            change.attempts += 1
            known = addresses or self.addresses
            address = self.chance.choice([one for one in known if one != address] or known)
            answer = await self.attempt(change, address)
            if answer is None or is_no_answer(answer):
                await asyncio.sleep(self.chance.uniform(*pauses))
            elif answer.is_success:
                change.outcome, change.answer = "acknowledged", answer.json() if answer.content else {}
            else:
                change.outcome, change.answer = "refused", answer.json()
        return change

    async def attempt(self, change: Change, address: str) -> httpx.Response | None:
        headers = {"Idempotency-Key": change.key, "X-Forwarded-For": an_address(self.chance), **change.person.headers}
        if change.if_match:
            headers["If-Match"] = change.if_match
        began = time.monotonic()
        try:
            answer = await self.client.request(change.method, address + change.path, json=change.body, headers=headers)
        except httpx.HTTPError as error:
            self.answers[type(error).__name__] += 1
            return None
        finally:
            self.longest = max(self.longest, time.monotonic() - began)
        slug = "" if answer.is_success else f" {answer.json()['type'].rpartition('/')[2]}"
        self.answers[f"{answer.status_code}{slug}"] += 1
        return answer

    async def close(self) -> None:
        await self.client.aclose()


def is_no_answer(answer: httpx.Response) -> bool:
    return answer.status_code in AGAIN or (answer.status_code == CONFLICT and answer.json()["type"] == IN_PROGRESS)


class Browser:
    """One coroutine of a person's. What it changes of its own, it changes one after the other."""

    like: Mapping[str, int] = LIKE

    def __init__(self, asking: Asking, person: Person, name: str, seed: str, team: Team) -> None:
        self.asking = asking
        self.person = person
        self.name = name
        self.chance = random.Random(f"{seed} {name}")
        self.mine: list[Mine] = []
        self.team = team
        self.seen: dict[str, int] = {}
        self.count = 0
        self.out_of_turn: list[str] = []
        """Keys whose answer was not the next version of what nobody else changes."""

    def change(self, kind: str, method: str, path: str, body: dict[str, Any] | None = None, **more: Any) -> Change:
        return Change(self.key(), self.person, kind, method, path, body, **more)

    def key(self) -> str:
        self.count += 1
        return f"{self.name}-{self.count}"

    async def run(self, stopping: asyncio.Event, pause: float) -> None:
        await self.create()
        while not stopping.is_set():
            [kind] = self.chance.choices(list(self.like), list(self.like.values()))
            do: Callable[[], Awaitable[None]] = getattr(self, kind)
            await do()
            await asyncio.sleep(self.chance.uniform(0, 2 * pause))

    async def create(self) -> None:
        change = self.change("create", "POST", "/api/contacts")
        change.body = {"name": change.key, "company": "Nord"}
        await self.asking.settle(change)
        if change.is_acknowledged:
            self.mine.append(Mine(change.answer["id"]))
            self.team.contact_ids.append(change.answer["id"])

    async def change_mine(self, contact: Mine, change: Change) -> None:
        await self.asking.settle(change)
        if not change.is_acknowledged or change.answer["version"] != contact.version + 1:
            self.out_of_turn.append(change.key)
        if change.is_acknowledged:
            contact.version = change.answer["version"]
            contact.archived = change.answer["archived_at"] is not None

    async def alter(self) -> None:
        contact = self.chance.choice(self.mine)
        change = self.change("alter", "PATCH", f"/api/contacts/{contact.id}")
        change.body = {"notes": change.key}
        change.if_match = "*" if self.chance.random() < 0.2 else f'"{contact.version}"'
        await self.change_mine(contact, change)

    async def archive(self) -> None:
        contact = self.chance.choice(self.mine)
        path = f"/api/contacts/{contact.id}"
        if contact.archived:
            change = self.change("restore", "POST", f"{path}/restore")
        else:
            change = self.change("archive", "DELETE", path)
        await self.change_mine(contact, change)

    async def log_call(self) -> None:
        change = self.change("log_call", "POST", f"/api/contacts/{self.chance.choice(self.team.contact_ids)}/call-logs")
        change.body = {"outcome": self.chance.choice(["connected", "no_answer"]), "note": change.key}
        await self.asking.settle(change)

    async def plan(self) -> None:
        change = self.change("plan", "PATCH", f"/api/contacts/{self.chance.choice(self.team.contact_ids)}/settings")
        change.body = {"follow_up_note": change.key, "status": self.chance.choice(STATUSES)}
        if self.chance.random() < 0.3:
            change.body["follow_up_at"] = f"2091-0{self.chance.randint(1, 9)}-01T09:00:00Z"
        await self.asking.settle(change)

    async def contend(self) -> None:
        """Changes what others change as well; who saw an older version is refused."""
        contact_id = self.chance.choice(self.team.contact_ids[:CONTENDED])
        change = self.change("contend", "PATCH", f"/api/contacts/{contact_id}")
        change.body = {"notes": change.key}
        change.if_match = f'"{self.seen.get(contact_id, 1)}"'
        await self.asking.settle(change)
        record = change.answer if change.is_acknowledged else change.answer["current"]
        self.seen[contact_id] = record["version"]

    async def post(self) -> None:
        await self.asking.settle(self.team.post(self.person, self.key(), new_id(self.chance)))


def new_id(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
