"""One run: people change things and follow their streams while parts are taken down; then everything is counted."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID

import psycopg
from faults.accounting import TOLD_BY, Books, Delivery, Finding, at_rest
from faults.following import Follower
from faults.ground import SERVICE_NAMES, Ground
from faults.load import CONTENDED, Asking, Browser, Change, Team, new_id
from faults.nemesis import Nemesis
from faults.people import Person, make_people, open_channel
from faults.report import Recovery, Report, spread
from support.waiting import becomes, eventually

PEOPLE_IN_A_TEAM = 3
BROWSERS_OF_A_PERSON = 2
STREAMS_OF_A_PERSON = 2
PAUSE = 0.4
"""Of a browser, from one change to the next, on the average."""
LONGEST_RECOVERY_SECONDS = 120
REST_SECONDS = 120
"""After the last fault everything has come to rest within this."""
PROBE_PAUSES = (0.03, 0.05)
BETWEEN_FAULTS = (0.2, 1.5)
TWO_AT_ONCE = 0.2
"""How often one fault follows another before that is mended."""
Say = Callable[[str], None]

FLAVOURS = {
    "accounts": ("accounts",),
    "contacts": ("contacts",),
    "settings": ("settings",),
    "chat": ("chat",),
    "push": ("push",),
    "gateway": ("contacts",),
}
"""By which services' answers it shows that a process is back; all of them for the servers."""
LOOKED_AT = {"accounts": "/api/me", "push": "/api/push/preferences"}


class Run:
    """`say` is told how it goes."""

    teams = 2
    follower_class = Follower
    browser_class = Browser

    def __init__(self, ground: Ground, seed: int, say: Say) -> None:
        self.ground = ground
        self.seed = seed
        self.say = say
        self.chance = random.Random(f"{seed} run")
        self.nemesis = Nemesis(ground, random.Random(f"{seed} nemesis"))
        self.asking = Asking(ground.addresses, random.Random(f"{seed} asking"))
        self.recovery = Recovery()
        self.revived: Counter[str] = Counter()
        self.never_back: list[str] = []
        self.followers: Sequence[Follower] = []
        self.browsers: list[Browser] = []
        self.known: dict[UUID, Team] = {}
        self.probes = 0
        self.began = time.monotonic()

    async def prepare(self, *, in_a_team: int, streams: int) -> None:
        """People, what they all change, where they all speak, and their streams."""
        self.people = await asyncio.to_thread(
            make_people, self.ground, self.chance, in_a_team=in_a_team, teams=self.teams
        )
        for team_id in dict.fromkeys(person.team_id for person in self.people):
            people = [one for one in self.people if one.team_id == team_id]
            team = self.known[team_id] = Team(await asyncio.to_thread(open_channel, self.ground, people))
            browser = Browser(
                self.asking, people[0], f"{self.seed}-{people[0].name.replace(' ', '')}", str(self.seed), team
            )
            for _ in range(CONTENDED):
                await browser.create()
        self.followers = [
            self.follower_class(person, self.ground.addresses, f"{self.seed} stream {person.name} {number}")
            for person in self.people
            for number in range(streams)
        ]
        for follower in self.followers:
            follower.start()
        await asyncio.wait_for(asyncio.gather(*(follower.is_open.wait() for follower in self.followers)), 180)

    @asynccontextmanager
    async def load(self, *, pause: float = PAUSE, people: int = 2 * PEOPLE_IN_A_TEAM) -> AsyncIterator[None]:
        """While it lasts `people` change things. At its end everybody knows what became of it."""
        stopping = asyncio.Event()
        tasks = [asyncio.create_task(working) for working in self.at_work(stopping, pause, people)]
        watching = asyncio.create_task(self.watch())
        try:
            yield
            stopping.set()
            await asyncio.wait_for(asyncio.gather(*tasks), REST_SECONDS)
        finally:
            watching.cancel()
            for task in tasks:
                task.cancel()

    def at_work(self, stopping: asyncio.Event, pause: float, people: int) -> list[Coroutine[Any, Any, None]]:
        self.browsers = [
            self.browser_class(
                self.asking, person, f"{self.seed}-{place}.{number}", str(self.seed), self.known[person.team_id]
            )
            for place, person in enumerate(self.chance.sample(self.people, people))
            for number in range(BROWSERS_OF_A_PERSON)
        ]
        return [browser.run(stopping, pause) for browser in self.browsers]

    async def watch(self) -> None:
        while True:
            for name in self.nemesis.revive():
                self.revived[name] += 1
                self.say(f"{name} had ended by itself and was started again")
            await asyncio.sleep(0.3)

    async def torment(self, kinds: list[str], seconds: float) -> None:
        """Each kind once, in any order; then any of them until the time is over, at times two at once."""
        until = time.monotonic() + seconds
        waiting = list(kinds)
        self.chance.shuffle(waiting)
        while waiting or time.monotonic() < until:
            if waiting:
                await self.strike(waiting.pop())
            else:
                twice = self.chance.random() < TWO_AT_ONCE
                await self.strike(self.chance.choice(kinds), after=self.chance.choice(kinds) if twice else None)
            await asyncio.sleep(self.chance.uniform(*BETWEEN_FAULTS))

    async def strike(self, kind: str, *, after: str | None = None) -> None:
        """Waits until all works again. What came `after` another fault is not measured."""
        if after:
            await asyncio.to_thread(self.nemesis.strike, after)
        victim, mended_at = await asyncio.to_thread(self.nemesis.strike, kind)
        try:
            async with asyncio.timeout(LONGEST_RECOVERY_SECONDS):
                answered, told = await self.recovered(victim)
        except TimeoutError:
            self.never_back.append(f"{kind} ({victim})")
            return
        if not after:
            self.recovery.answered[kind].append((answered - mended_at) * 1000)
            self.recovery.told[kind].append((told - mended_at) * 1000)
        await asyncio.to_thread(eventually, self.ground.is_whole, at_most=LONGEST_RECOVERY_SECONDS)
        what = f"{kind} ({victim})" + (f" after {after}" if after else "")
        self.say(
            f"{time.monotonic() - self.began:6.0f} s  {what}: answered in {answered - mended_at:.1f} s,"
            f" told in {told - mended_at:.1f} s; {len(self.asking.changes):,} changes so far"
        )

    async def recovered(self, victim: str) -> tuple[float, float]:
        """When a new request that needs what was broken was answered, and when its event was heard."""
        address = next((at for at, name in self.ground.gateways.items() if name == victim), None)
        addresses = [address] if address else None
        services = FLAVOURS.get(victim.partition(" ")[0], SERVICE_NAMES)
        person = self.people[0]
        answered: list[float] = []
        told: list[float] = []

        async def ask(service: str) -> None:
            probe = self.probe(service, person)
            change = await self.asking.settle(probe, pauses=PROBE_PAUSES, addresses=addresses)
            answered.append(time.monotonic())
            if change.kind != "look":
                follower = next(one for one in self.followers if one.person == person)
                await becomes(lambda: change.key in follower.words, at_most=LONGEST_RECOVERY_SECONDS)
            told.append(time.monotonic())

        await asyncio.gather(*(ask(service) for service in services))
        return max(answered), max(told)

    def probe(self, service: str, person: Person) -> Change:
        self.probes += 1
        key = f"{self.seed}-probe-{self.probes}"
        if service in LOOKED_AT:
            return Change(key, person, "look", "GET", LOOKED_AT[service])
        if service == "contacts":
            return Change(key, person, "create", "POST", "/api/contacts", {"name": key, "company": "Nord"})
        team = self.known[person.team_id]
        if service == "chat":
            return team.post(person, key, new_id(self.chance))
        path = f"/api/contacts/{team.contact_ids[0]}/settings"
        return Change(key, person, "plan", "PATCH", path, {"follow_up_note": key})

    async def come_to_rest(self) -> None:
        """Until nothing is on its way any more; what still is after the time counts as lost."""
        with suppress(AssertionError):
            await asyncio.to_thread(eventually, self.is_at_rest, at_most=REST_SECONDS)

    def is_at_rest(self) -> bool:
        with self.ground.database() as database:
            return at_rest(database, self.followers)

    async def end(self) -> None:
        for follower in self.followers:
            await follower.stop()
        await self.asking.close()

    def report(self) -> Report:
        with self.ground.database() as database:
            return self.counted(database)

    def counted(self, database: psycopg.Connection) -> Report:
        books = Books(database)
        changes = [change for change in self.asking.changes if change.kind in TOLD_BY]
        findings = books.changes_gone_wrong(changes)
        findings["versions"] = books.versions_gone_wrong()
        findings["numbers"] = books.numbers_gone_wrong()
        findings["journals"] = books.journals_gone_wrong()
        findings["out_of_turn"] = Finding()
        for browser in self.browsers:
            for key in browser.out_of_turn:
                findings["out_of_turn"].add(key)
        delivery = Delivery()
        for follower in self.followers:
            delivery.compare(follower, books)
        listeners = books.listeners()
        figures: dict[str, Any] = {
            "seed": self.seed,
            "seconds": round(time.monotonic() - self.began),
            "attempted": len(changes),
            "acknowledged": sum(change.is_acknowledged for change in changes),
            "refused": sum(change.outcome == "refused" for change in changes),
            "stored": sum(books.keys[change.key] > 0 for change in changes),
            **{name: found.count for name, found in findings.items()},
            "requests": sum(self.asking.answers.values()),
            "longest_answer_ms": round(self.asking.longest * 1000),
            "applied_once_per_listener": listeners,
            "delivered_once_per_stream": delivery.figures(),
            "faults": dict(self.nemesis.faults),
            "recovery_ms": {kind: spread(times) for kind, times in sorted(self.recovery.answered.items())},
            "told_again_ms": {kind: spread(times) for kind, times in sorted(self.recovery.told.items())},
            "ended_by_themselves": dict(self.revived),
            "answers": dict(self.asking.answers.most_common()),
        }
        wrong = [f"{name}: {found.count}, such as {found.examples}" for name, found in findings.items() if found.count]
        wrong += delivery.wrong()
        wrong += [f"{name}: {one}" for name, one in listeners.items() if one["wrong"] or one["behind"] or one["parked"]]
        wrong += [f"never worked again: {what}" for what in self.never_back]
        wrong += [
            f"{answer}: {count} times" for answer, count in self.asking.answers.items() if answer.startswith("500")
        ]
        return Report(figures, wrong, self.recovery.too_slow)


async def carried_out(
    run: Run,
    during: Callable[[], Awaitable[None]],
    *,
    in_a_team: int = PEOPLE_IN_A_TEAM,
    streams: int = STREAMS_OF_A_PERSON,
    pause: float = PAUSE,
) -> Report:
    """A whole run with what happens `during` it."""
    try:
        await run.prepare(in_a_team=in_a_team, streams=streams)
        async with run.load(pause=pause):
            await during()
        await run.come_to_rest()
    finally:
        await run.end()
    return run.report()
