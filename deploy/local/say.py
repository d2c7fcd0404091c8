"""What the launcher tells the person at the terminal: lines of progress, and sentences of trouble."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Trouble(Exception):
    """What is wrong and what to do about it. The launcher prints it and ends; no traceback."""


def say(line: str) -> None:
    print(line, flush=True)


@contextmanager
def step(doing: str) -> Iterator[None]:
    """A line when a step begins, and another when it took so long that the person may wonder."""
    say(f"· {doing} …")
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    if took > NOTABLE_SECONDS:
        say(f"  done in {took:.0f} s")


NOTABLE_SECONDS = 5
