"""Waiting for a condition, never for a time."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

LONGEST_WAIT_SECONDS = 60
"""Only a broken build waits that long: a busy machine must not make a test fail."""


def eventually(condition: Callable[[], Found], *, at_most: float = LONGEST_WAIT_SECONDS) -> Found:
    """What `condition` gives as soon as it gives something true; fails when it never does."""
    end = time.monotonic() + at_most
    while not (found := condition()):
        assert time.monotonic() < end, f"never came true within {at_most} s: {condition}"
        time.sleep(0.02)
    return found


async def becomes(condition: Callable[[], Found], *, at_most: float = LONGEST_WAIT_SECONDS) -> Found:
    """`eventually` for tests on asyncio's loop."""
    end = time.monotonic() + at_most
    while not (found := condition()):
        assert time.monotonic() < end, f"never came true within {at_most} s: {condition}"
        await asyncio.sleep(0.02)
    return found
