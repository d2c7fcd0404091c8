"""Conversations in a whole system, in few words: `begin(ann, ben)`, `say(ann, group, "Hello")`."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from support.conversations import CONVERSATIONS, at
from support.people import Person
from support.waiting import eventually


@pytest.fixture(scope="session")
def everybody(ann: Person, ben: Person, cara: Person) -> dict[Person, str]:
    """The team's people and their ids, of whom chat has heard."""
    ids = {person: person.id for person in (ann, ben, cara)}
    group = {"kind": "group", "member_ids": list(ids.values())}
    eventually(lambda: ann.post(CONVERSATIONS, json=group).status_code == httpx.codes.CREATED)
    return ids


@pytest.fixture
def begin(everybody: dict[Person, str]) -> Callable[..., dict[str, Any]]:
    """A group; `kind="channel"` and other fields make it something else."""

    def begin(person: Person, *others: Person, **fields: Any) -> dict[str, Any]:
        new = {"kind": "group", "member_ids": [everybody[other] for other in others], **fields}
        begun: dict[str, Any] = person.post(CONVERSATIONS, json=new).raise_for_status().json()
        return begun

    return begin


@pytest.fixture
def channel(begin: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """An open one, called by a name that no other has."""
    return lambda person, *others, **fields: begin(person, *others, kind="channel", name=uuid4().hex, **fields)


@pytest.fixture
def say() -> Callable[..., dict[str, Any]]:
    def say(person: Person, conversation: dict[str, Any], text: str = "Hello", **fields: Any) -> dict[str, Any]:
        new = {"id": str(uuid4()), "text": text, **fields}
        said: dict[str, Any] = person.post(at(conversation, "messages"), json=new).raise_for_status().json()
        return said

    return say


@pytest.fixture
def never_was() -> dict[str, Any]:
    """A conversation that nobody ever began."""
    return {"id": str(uuid4())}
