"""Conversations over HTTP: where they are, and how one is begun with people who have just come."""

from typing import Any

import httpx
from support.people import Person
from support.waiting import eventually

CONVERSATIONS = "/api/chat/conversations"


def at(conversation: dict[str, Any], *parts: object) -> str:
    """`at(group, "messages", 3)`."""
    return "/".join([CONVERSATIONS, conversation["id"], *map(str, parts)])


def begun(person: Person, kind: str, *others: Person, **fields: Any) -> dict[str, Any]:
    """As soon as chat has heard of the others."""
    told = {"kind": kind, "member_ids": [other.id for other in others], **fields}
    unknown = httpx.codes.UNPROCESSABLE_ENTITY
    answer = eventually(lambda: (answer := person.post(CONVERSATIONS, json=told)).status_code != unknown and answer)
    conversation: dict[str, Any] = answer.raise_for_status().json()
    return conversation
