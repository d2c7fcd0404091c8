"""A queue that hears what the service `tally` publishes."""

from collections.abc import Iterator

import pytest
from support.broker import Node
from support.tally.hearing import Hearing


@pytest.fixture(autouse=True)
def begin_empty(empty: None) -> None:
    pass


@pytest.fixture
def hearing(node: Node) -> Iterator[Hearing]:
    hearing = Hearing(node)
    yield hearing
    hearing.close()
