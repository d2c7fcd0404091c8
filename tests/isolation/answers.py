"""What is asked of one route, and how each who asks is answered."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import uuid4

import httpx
from isolation.people import Asker, Person, Request
from isolation.world import World

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Statuses = Mapping[Asker, int]


def answers(ann: int, ben: int, ada: int, xena: int, nobody: int) -> Statuses:
    return dict(zip(Asker, (ann, ben, ada, xena, nobody), strict=True))


def of_team(done: int) -> Statuses:
    """A thing of the team, named by its id: to others it is not there."""
    return answers(done, done, done, 404, 401)


def of_author(done: int) -> Statuses:
    """A thing that the team sees and only Ann changes."""
    return answers(done, 403, 403, 404, 401)


def of_ann(done: int) -> Statuses:
    return answers(done, 404, 404, 404, 401)


def of_admins(done: int) -> Statuses:
    return answers(403, 403, done, 404, 401)


def of_admins_everywhere(done: int) -> Statuses:
    """Each team's admins get their own."""
    return answers(403, 403, done, done, 401)


def each_their_own(done: int) -> Statuses:
    return answers(done, done, done, done, 401)


def everybody(done: int) -> Statuses:
    return answers(done, done, done, done, done)


@dataclass(frozen=True)
class Recipe:
    """`build` makes what is asked for and the request. `shows_team` and `shows_plan`: what a good answer is marked by.

    `in_new_browser`: the request ends the session it is sent with.
    """

    build: Callable[[World, Person], Request]
    statuses: Statuses
    shows_team: bool = False
    shows_plan: bool = False
    in_new_browser: bool = False


def about_nothing(request: Request) -> Request:
    """The same, of an id that nothing has."""
    return replace(request, path=UUID.sub(str(uuid4()), request.path))


def words(response: httpx.Response) -> dict:
    """Of a problem: all but what differs with every request."""
    problem = response.json()
    return {name: problem[name] for name in problem.keys() - {"instance", "request_id"}}
