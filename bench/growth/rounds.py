"""Each route is asked in each size by turns, a request each: what else the machine does, it does to all of them."""

import http.client
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import mean, median
from urllib.parse import urlencode
from uuid import UUID

from bench.growth.loading import Team
from bench.growth.routes import ROUTES, Asking, Known, Request, known_of
from bench.postgres import PostgresClock
from deploy.local.stack import Stack

MS = 1e3
FIRST_FAULT = 400


@dataclass(frozen=True)
class Plan:
    sizes: Sequence[int]
    requests: int
    """Of each route in each size."""
    warm_ups: int


FULL = Plan(sizes=(10_000, 100_000, 1_000_000), requests=200, warm_ups=20)
QUICK = Plan(sizes=(100, 300, 900), requests=3, warm_ups=1)


@dataclass
class Found:
    """Of one route in one size, each request by itself."""

    seconds: list[float] = field(default_factory=list)
    postgres_seconds: list[float] = field(default_factory=list)
    """Of its processors."""

    @property
    def p50_ms(self) -> float:
        return median(self.seconds) * MS

    @property
    def postgres_ms(self) -> float:
        return mean(self.postgres_seconds) * MS


class Client:
    """The people of one team, on a connection that stays open."""

    def __init__(self, stack: Stack, team: Team, postgres: PostgresClock) -> None:
        self.team = team
        self.known: Sequence[Known] = known_of(stack.urls["administrator"], team)
        self.cookies: Mapping[UUID, str] = dict(zip(team.person_ids, team.cookies, strict=True))
        self.connection = http.client.HTTPConnection("127.0.0.1", stack.system.port, timeout=60)
        self.postgres = postgres

    def ask(self, name: str, number: int, found: Found) -> None:
        chance = Random(f"{name} {number}")
        asking = Asking(chance, chance.choice(self.team.person_ids), self.known)
        request = ROUTES[name](asking)
        spent = self.postgres.seconds()
        began = time.perf_counter()
        self.send(request, self.cookies[asking.person_id])
        found.seconds.append(time.perf_counter() - began)
        found.postgres_seconds.append(self.postgres.seconds() - spent)

    def send(self, request: Request, cookie: str) -> None:
        path = f"{request.path}?{urlencode(request.query)}" if request.query else request.path
        body = json.dumps(request.body) if request.body else None
        self.connection.request(request.method, path, body, {"Cookie": cookie, "Content-Type": "application/json"})
        answer = self.connection.getresponse()
        told = answer.read()
        if answer.status >= FIRST_FAULT:
            raise AssertionError(f"{request.method} {path} answered {answer.status}: {told.decode(errors='replace')}")


def measured(stack: Stack, teams: Sequence[Team], plan: Plan) -> Iterator[tuple[str, Mapping[int, Found]]]:
    """Route by route, by the size of the team."""
    postgres = PostgresClock(stack.urls["administrator"])
    clients = [Client(stack, team, postgres) for team in teams]
    for name in ROUTES:
        for number in range(plan.warm_ups):
            for client in clients:
                client.ask(name, number, Found())
        found = {client.team.size: Found() for client in clients}
        for number in range(plan.warm_ups, plan.warm_ups + plan.requests):
            first = number % len(clients)
            for client in clients[first:] + clients[:first]:
                client.ask(name, number, found[client.team.size])
        yield name, found
