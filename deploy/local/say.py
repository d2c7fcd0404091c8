"""What the launcher tells the person at the terminal: lines of progress, and sentences of trouble."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

NOTABLE_SECONDS = 5
BAR_WIDTH = 30
LINES_WITHOUT_TERMINAL = 4
"""A bar that cannot be redrawn is shown as often as this on its way."""

A_FEW = 100


class Trouble(Exception):
    """What is wrong and what to do about it. The launcher prints it and ends; no traceback."""


def say(line: str) -> None:
    print(line, flush=True)


def confirmed(what: str) -> bool:
    """Asks whoever sits at the terminal. Raises Trouble where nobody does: what cannot be asked was not agreed to."""
    if not sys.stdin.isatty():
        raise Trouble(f"{what} Say --yes, for there is no terminal to ask at.")
    with suppress(EOFError, KeyboardInterrupt):
        return input(f"{what} Go on? [y/N] ").strip().lower() in ("y", "yes")
    return False


@contextmanager
def step(doing: str) -> Iterator[None]:
    """A line when a step begins, and another when it took so long that the person may wonder."""
    say(f"· {doing} …")
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    if took > NOTABLE_SECONDS:
        say(f"  done in {took:.0f} s")


class Bar:
    """How far one thing after the other has come."""

    def __init__(self) -> None:
        self.what = ""
        self.shown = 0

    def show(self, what: str, done: int, total: int) -> None:
        if what != self.what:
            self.end()
            self.what, self.shown = what, 0
        part = done / total if total else 1.0
        if sys.stdout.isatty():
            filled = int(part * BAR_WIDTH)
            line = f"\r  {what:<24} {'█' * filled}{'░' * (BAR_WIDTH - filled)} {done:,} of {total:,}"
            print(line, end="", flush=True)
        elif (quarter := int(part * LINES_WITHOUT_TERMINAL)) > self.shown and (total > A_FEW or done == total):
            self.shown = quarter
            say(f"  {what}: {done:,} of {total:,}")

    def end(self) -> None:
        if self.what and sys.stdout.isatty():
            say("")
