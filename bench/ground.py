"""What every bench has: a name in `./qero bench`, and a QERO of its own to measure."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from deploy.local.home import Home
from deploy.local.stack import Stack


@dataclass(frozen=True)
class Ground:
    """`stack` runs already, in a fresh database. `home` is all benches', for what is made once and kept."""

    home: Home
    stack: Stack
    told: Namespace
    """By the command line: `quick`, and the bench's own options."""
    tell: Callable[[str], None]


def no_options(_parser: ArgumentParser) -> None:
    """But for `--quick`, which all have."""


@dataclass(frozen=True)
class Bench:
    name: str
    measures: str
    run: Callable[[Ground], None]
    add_options: Callable[[ArgumentParser], None] = no_options
