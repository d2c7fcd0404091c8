"""Those who want the same at the same time: it is asked once, and all are told the one answer."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")


class Together(Generic[Key, Answer]):
    """`under_way`: what is being asked, by what is wanted. What has been answered is not kept."""

    def __init__(self) -> None:
        self.under_way: dict[Key, asyncio.Task[Answer]] = {}

    async def ask(self, key: Key, ask: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """Raises what asking raises, to each of them."""
        if key not in self.under_way:
            task = self.under_way[key] = asyncio.create_task(ask())
            task.add_done_callback(lambda done: self.answered(key, done))
        # It is asked to its end though one of them goes.
        return await asyncio.shield(self.under_way[key])

    def answered(self, key: Key, done: asyncio.Task[Answer]) -> None:
        if self.under_way.get(key) is done:
            del self.under_way[key]
        if not done.cancelled():
            done.exception()  # Perhaps nobody waits for it any more.

    def forget(self) -> None:
        """Whoever asks from now on is not told what was asked before."""
        self.under_way.clear()
