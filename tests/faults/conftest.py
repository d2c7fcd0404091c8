"""Servers that may be broken, and a whole QERO on them that begins empty for each test."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
from faults.ground import Ground, ground

from deploy.local.servers import Servers


@pytest.fixture
def any_ground(own_servers: Servers, tmp_path: Path) -> Callable[..., AbstractContextManager[Ground]]:
    return partial(ground, own_servers, tmp_path)


@pytest.fixture
def doubled(any_ground: Callable[..., AbstractContextManager[Ground]]) -> Iterator[Ground]:
    """With two gateways and two of contacts."""
    with any_ground(gateway=2, contacts=2) as ground:
        yield ground


@pytest.fixture
def single(any_ground: Callable[..., AbstractContextManager[Ground]]) -> Iterator[Ground]:
    """With one process of each part."""
    with any_ground() as ground:
        yield ground


@pytest.fixture
def three_gateways(any_ground: Callable[..., AbstractContextManager[Ground]]) -> Iterator[Ground]:
    """And one process of each service."""
    with any_ground(gateway=3) as ground:
        yield ground
