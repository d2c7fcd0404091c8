"""The people of a whole system, and lanes over journals of the tests."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack

import pytest
from support.journal import Journal
from support.lanes import Running
from support.people import Person
from support.waiting import becomes

from deploy.local.stack import Stack
from gateway.live.ring import RING_LENGTH


@pytest.fixture(scope="session")
def founder(stack: Stack) -> Iterator[Person]:
    """The owner of the team in `stack`, in a browser of her own."""
    with Person(stack, "Ann") as founder:
        founder.found_team()
        yield founder


@pytest.fixture
def join(founder: Person) -> Iterator[Callable[..., Person]]:
    """A new person of the team, whom no other test knows."""
    with ExitStack() as people:

        def join(role: str = "member") -> Person:
            name = f"Ann{os.urandom(4).hex()}"
            return people.enter_context(founder.invite(name, role))

        yield join


@pytest.fixture
def ann(join: Callable[..., Person]) -> Person:
    return join()


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    """Five events are in the journal of contacts, none in that of accounts."""
    running = Running(Journal(epoch="7f3a"), Journal(5, epoch="c0c0"))
    await running.begin()
    yield running
    await running.lanes.stop()


@pytest.fixture
async def long_ago(running) -> Running:
    """More has happened than the ring holds."""
    running.contacts.add(RING_LENGTH * 3)
    running.notice()
    await becomes(lambda: running.lanes.live)
    running.contacts.asked.clear()
    return running
