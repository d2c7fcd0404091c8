"""People with devices that ring, and all that goes on between a message and them."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from support.people import Person
from support.push import PREFERENCES, SUBSCRIPTIONS, as_browsers_tell
from support.push_server import BrowserDevice, PushServer
from support.waiting import eventually

from deploy.local.stack import Stack


@pytest.fixture
def subscribe(push_server: PushServer) -> Iterator[Callable[..., BrowserDevice]]:
    """`subscribe(ben)` is a device of Ben's that rings until the test ends; `server=` says at which push service.

    Its `id` is QERO's.
    """
    made: list[tuple[Person, BrowserDevice]] = []

    def subscribed(person: Person, server: PushServer | None = None, **fields: Any) -> BrowserDevice:
        device = (server or push_server).device()
        told = person.post(SUBSCRIPTIONS, json=as_browsers_tell(person, device, **fields)).raise_for_status().json()
        device.id = told["id"]
        made.append((person, device))
        return device

    yield subscribed
    for person, device in made:
        if person.is_closed:
            continue
        person.delete(f"{SUBSCRIPTIONS}/{device.id}")


@pytest.fixture
def state_of(stack: Stack, push_server: PushServer) -> Callable[[BrowserDevice], list[str]]:
    """How the rings of a device stand, in their order."""

    def states(device: BrowserDevice) -> list[str]:
        with psycopg.connect(stack.urls["administrator"]) as connection:
            rows = connection.execute(
                "select state from push.deliveries where subscription_id = %s order by at, position", [device.id]
            ).fetchall()
        return [state for (state,) in rows]

    return states


@pytest.fixture
def wishing() -> Iterator[Callable[..., None]]:
    """`wishing(ben, messages="none")`, until the test ends."""
    wished: list[Person] = []

    def wish(person: Person, **wishes: Any) -> None:
        wished.append(person)
        person.put(PREFERENCES, json=wishes).raise_for_status()

    yield wish
    for person in wished:
        person.put(PREFERENCES, json={}).raise_for_status()


@pytest.fixture
def settled() -> Callable[..., Any]:
    """Waits for what an event brings about."""
    return eventually


@pytest.fixture
def subscriptions_kept(stack: Stack) -> Callable[[], set[str]]:
    """Everybody's."""

    def kept() -> set[str]:
        with psycopg.connect(stack.urls["administrator"]) as connection:
            return {str(one) for (one,) in connection.execute("select id from push.subscriptions").fetchall()}

    return kept


@pytest.fixture
def waiting_for(stack: Stack) -> Callable[[BrowserDevice], list[float]]:
    """Seconds until the rings of a device that wait are due."""

    def seconds(device: BrowserDevice) -> list[float]:
        with psycopg.connect(stack.urls["administrator"]) as connection:
            rows = connection.execute(
                "select extract(epoch from due_at - now()) from push.deliveries"
                " where subscription_id = %s and state = 'waiting' and held_by is null",
                [device.id],
            ).fetchall()
        return [float(left) for (left,) in rows]

    return seconds
