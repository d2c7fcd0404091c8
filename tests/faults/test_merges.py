"""Sixteen people call, plan, change, merge and take apart while contacts and settings are killed: nothing is lost."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import httpx
import pytest
from faults.accounting import Books, at_rest
from faults.ground import Ground
from faults.lanes import lane, say
from faults.load import Asking, Change
from faults.nemesis import Nemesis
from faults.people import Person, make_people
from psycopg.rows import namedtuple_row
from support.waiting import becomes, eventually

pytestmark = pytest.mark.faults

PEOPLE = 16
CONTACTS = 10
LIKE = {"log_call": 25, "plan": 40, "alter": 10, "merge": 15, "undo": 10}
"""How often each thing is done, of a hundred."""
PAUSE = 0.2
STRIKES = [
    ("contacts", "call.before_commit"),
    ("settings", "listener.before_commit"),
    ("contacts", None),
    ("settings", None),
]
"""Who is killed, and at which point of its way; None: wherever it is."""

MOST_CALLS = 50
"""Of one contact, in one answer."""

BETWEEN_STRIKES = 80
"""Changes."""

PLANS = """
select person_id::text, contact_id::text, follow_up_note as note, version, carried_version
from settings.user_contact_settings
"""
REDIRECTS = "select merged_id::text, survivor_id::text from contacts.merges where undone_at is null"
CALLS = "select id::text, contact_id::text, note from contacts.call_logs"


class Worker:
    """One person, who does one thing after the other and asks for each until it is answered."""

    def __init__(self, asking: Asking, person: Person, name: str, contact_ids: list[str], merge_ids: list[str]) -> None:
        self.asking = asking
        self.person = person
        self.name = name
        self.chance = random.Random(name)
        self.contact_ids = contact_ids
        self.merge_ids = merge_ids
        self.done: list[Change] = []

    async def run(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            [kind] = self.chance.choices(list(LIKE), list(LIKE.values()))
            change = getattr(self, kind)(f"{self.name}-{len(self.done)}")
            self.done.append(await self.asking.settle(change))
            if kind == "merge" and change.is_acknowledged:
                self.merge_ids.append(change.answer["merge"]["id"])
            if kind == "undo" and change.is_acknowledged:
                self.merge_ids.remove(change.answer["merge"]["id"])
            await asyncio.sleep(self.chance.uniform(0, 2 * PAUSE))

    def log_call(self, key: str) -> Change:
        return self.of_contact(key, "log_call", "POST", "/call-logs", {"outcome": "connected", "note": key})

    def plan(self, key: str) -> Change:
        status = self.chance.choice(["hot", "working", None])
        return self.of_contact(key, "plan", "PATCH", "/settings", {"follow_up_note": key, "status": status})

    def alter(self, key: str) -> Change:
        return self.of_contact(key, "alter", "PATCH", "", {"notes": key}, if_match="*")

    def merge(self, key: str) -> Change:
        return self.of_contact(key, "merge", "POST", "/merge", {"merged_id": self.chance.choice(self.contact_ids)})

    def undo(self, key: str) -> Change:
        """Mostly of one that nothing was built upon."""
        merge_id = self.chance.choice(self.merge_ids[-2:] or self.contact_ids)
        return Change(key, self.person, "undo", "POST", f"/api/contacts/merges/{merge_id}/undo")

    def of_contact(self, key: str, kind: str, method: str, path: str, body: dict[str, Any], **more: Any) -> Change:
        contact_id = self.chance.choice(self.contact_ids)
        return Change(key, self.person, kind, method, f"/api/contacts/{contact_id}{path}", body, **more)


@pytest.fixture
def seed() -> int:
    return lane().seed + 3


@pytest.fixture
def workers(single: Ground, seed: int) -> list[Worker]:
    """What they did is done, and everything has come to rest."""
    people = make_people(single, random.Random(seed), in_a_team=PEOPLE, teams=1)
    with httpx.Client(base_url=single.system.address, headers=people[0].headers, timeout=30) as client:
        made = [client.post("/api/contacts", json={"name": f"Bo {number}"}) for number in range(CONTACTS)]
    contact_ids = [one.raise_for_status().json()["id"] for one in made]
    return asyncio.run(at_work(single, people, contact_ids, seed))


async def at_work(ground: Ground, people: list[Person], contact_ids: list[str], seed: int) -> list[Worker]:
    asking = Asking(ground.addresses, random.Random(f"{seed} asking"))
    nemesis = Nemesis(ground, random.Random(f"{seed} nemesis"))
    stopping = asyncio.Event()
    merge_ids: list[str] = []
    workers = [Worker(asking, one, f"{seed}-{number}", contact_ids, merge_ids) for number, one in enumerate(people)]
    try:
        async with asyncio.TaskGroup() as working:
            for worker in workers:
                working.create_task(worker.run(stopping))
            for name, failpoint in STRIKES:
                await asyncio.to_thread(strike, nemesis, name, failpoint)
                enough = len(asking.changes) + BETWEEN_STRIKES
                await becomes(lambda enough=enough: len(asking.changes) > enough)
                say(f"{name} was killed; {len(asking.changes):,} changes so far")
            stopping.set()
    finally:
        await asking.close()
    say(f"{dict(asking.answers)}")
    with ground.database() as database:
        await asyncio.to_thread(eventually, lambda: at_rest(database, []), at_most=120)
    return workers


def strike(nemesis: Nemesis, name: str, failpoint: str | None) -> None:
    if failpoint:
        nemesis.die_at(name, failpoint)
    else:
        nemesis.kill(name)
    eventually(nemesis.ground.is_whole, at_most=120)


class Seen:
    """What the API says afterwards, by every id that there ever was."""

    def __init__(self, ground: Ground, workers: list[Worker]) -> None:
        self.contact_ids = workers[0].contact_ids
        self.address = ground.system.address
        with self.as_person(workers[0].person) as client:
            self.found = {one: get(client, f"/api/contacts/{one}")["id"] for one in self.contact_ids}
            self.calls = {call["id"]: call["contact_id"] for call in all_calls(client)}
            ask = {"contact_ids": self.contact_ids, "per_contact": MOST_CALLS}
            self.calls_of = client.post("/api/contacts/call-logs", json=ask).raise_for_status().json()["call_logs"]
        self.notes: dict[tuple[str, str], str] = {}
        self.set_aside: dict[tuple[str, str], str] = {}
        for worker in workers:
            with self.as_person(worker.person) as client:
                self.look_as(str(worker.person.id), client)

    def as_person(self, person: Person) -> httpx.Client:
        return httpx.Client(base_url=self.address, headers=person.headers, timeout=30)

    def look_as(self, person_id: str, client: httpx.Client) -> None:
        settings = client.post("/api/contacts/settings", json={"contact_ids": self.contact_ids}).raise_for_status()
        for contact_id, my in settings.json()["settings"].items():
            self.notes[person_id, contact_id] = my["follow_up_note"]
        for survivor_id in set(self.found.values()):
            for one in get(client, f"/api/contacts/{survivor_id}/settings/set-aside")["items"]:
                self.set_aside[person_id, one["contact_id"]] = one["my"]["follow_up_note"]


def get(client: httpx.Client, path: str, **params: Any) -> Any:
    return client.get(path, params=params).raise_for_status().json()


def all_calls(client: httpx.Client) -> Iterator[dict[str, Any]]:
    page = get(client, "/api/call-logs", limit=200)
    yield from page["items"]
    while page["next_cursor"]:
        page = get(client, "/api/call-logs", limit=200, cursor=page["next_cursor"])
        yield from page["items"]


def home(contact_id: str, redirects: Mapping[str, str]) -> str:
    while contact_id in redirects:
        contact_id = redirects[contact_id]
    return contact_id


class Plans:
    """Every plan that was ever told of, in the order of the journal: nobody's is lost."""

    def __init__(self, books: Books, rows: Iterable[Any]) -> None:
        self.rows = {(row.person_id, row.contact_id): row for row in rows}
        self.notes: dict[tuple[str, str], list[str]] = defaultdict(list)
        """Of each row as its versions had them."""
        self.made: dict[str, tuple[str, str]] = {}
        """By note: the row for which it was written."""
        for told in books.journals["settings"]:
            settings = told.data["settings"]
            row = told.data["person_id"], settings["contact_id"]
            self.notes[row].append(settings["follow_up_note"])
            assert settings["version"] == len(self.notes[row])
            self.made.setdefault(settings["follow_up_note"], row)

    def gone_wrong(self, redirects: Mapping[str, str], seen: Seen) -> Iterator[str]:
        for row, kept in self.rows.items():
            person_id, contact_id = row
            own = [note for note in self.notes[row] if note and self.made[note] == row]
            if kept.version != len(self.notes[row]):
                yield f"{row} is at {kept.version}, told of are {len(self.notes[row])}"
            if own and kept.note != own[-1]:
                yield f"{own[-1]} was written for {row}, where {kept.note} is"
            if contact_id not in redirects:
                shown = seen.notes[row]
            elif kept.carried_version is None:
                shown = seen.set_aside.get(row, "")
            else:
                shown = self.notes[person_id, redirects[contact_id]][kept.carried_version - 1]
            if shown != kept.note:
                yield f"{kept.note} of {row} is nowhere: {shown}"


def test_nothing_is_lost_however_contacts_are_merged_and_whoever_is_killed(single, workers):
    done = [change for worker in workers for change in worker.done]
    acknowledged = {kind: [one for one in done if one.kind == kind and one.is_acknowledged] for kind in LIKE}
    assert {one.kind for one in done if not one.is_acknowledged} <= {"merge", "undo"}
    assert min(len(changes) for changes in acknowledged.values()) > 5

    with single.database() as database:
        books = Books(database)
        found = database.cursor(row_factory=namedtuple_row)
        calls = found.execute(CALLS).fetchall()
        plans = Plans(books, found.execute(PLANS).fetchall())
        redirects = dict(database.execute(REDIRECTS).fetchall())
        assert books.journals_gone_wrong().examples == []
        assert [one for one in books.listeners().values() if one["wrong"] or one["behind"] or one["parked"]] == []
    seen = Seen(single, workers)

    assert seen.found == {one: home(one, redirects) for one in seen.contact_ids}
    assert Counter(call.note for call in calls) == Counter(one.key for one in acknowledged["log_call"])
    assert seen.calls == {call.id: call.contact_id for call in calls}
    counted = Counter(call.contact_id for call in calls)
    assert {asked: len(listed) for asked, listed in seen.calls_of.items()} == {
        asked: min(MOST_CALLS, counted[found_as]) for asked, found_as in seen.found.items()
    }
    assert {one.key for one in acknowledged["plan"]} == set(plans.made) - {""}
    assert list(plans.gone_wrong(redirects, seen)) == []
