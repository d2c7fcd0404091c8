"""The opaque place in a list after which the next page begins."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from contracts.wire import Invalid
from kit.base64url import decoded

LONGEST_CURSOR = 4_000
LARGEST_NUMBER = 2**63 - 1
"""Of a row that Postgres numbers."""


def encode(values: Sequence[Any]) -> str:
    """`values` are plain JSON values: what the last row of a page was sorted by."""
    return urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(text: str) -> list[Any]:
    """Raises Invalid, naming the field `cursor`, for anything `encode` did not make."""
    try:
        if len(text) > LONGEST_CURSOR:
            raise ValueError(text[:20])
        values = json.loads(decoded(text))
    except (ValueError, RecursionError) as error:
        raise not_a_cursor() from error
    if not isinstance(values, list):
        raise not_a_cursor()
    return values


def place_among_newest(text: str | None) -> int:
    """Of a list sorted by the number of its rows, the newest first: those of the next page have lower ones."""
    if text is None:
        return LARGEST_NUMBER
    match decode(text):
        case [int(number)] if not isinstance(number, bool) and 0 <= number <= LARGEST_NUMBER:
            return number
    raise not_a_cursor()


Pair = tuple[UUID, UUID]
"""A team and something of it: in this order others are told of all teams."""
BEFORE_ALL: Pair = (UUID(int=0), UUID(int=0))


def after_pair(last: Pair) -> str:
    return encode([str(each) for each in last])


def pair_after(text: str | None) -> Pair:
    """Where a page of pairs begins; without a text at the first."""
    if not text:
        return BEFORE_ALL
    match decode(text):
        case [str(team_id), str(id)]:
            try:
                return UUID(team_id), UUID(id)
            except ValueError:
                pass
    raise not_a_cursor()


def not_a_cursor() -> Invalid:
    """For storages too: a well-formed cursor may still be of another list."""
    return Invalid.of(
        "cursor", "cursor", "cursor is not one that this list gave out; leave it out to begin at the first page."
    )
