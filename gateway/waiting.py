"""Waiting for something to happen, and no longer than it is worth."""

import asyncio


async def happens(event: asyncio.Event, *, within: float) -> bool:
    """Whether it is set, or will be in so many seconds."""
    try:
        async with asyncio.timeout(within):
            await event.wait()
    except TimeoutError:
        return False
    return True
