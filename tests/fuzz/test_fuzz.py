"""Every operation of the OpenAPI document is asked all kinds of things; `./qero fuzz` asks for longer."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.home import ROOT
from deploy.local.servers import Servers
from deploy.local.stack import Stack

FUZZ = "QERO_FUZZ"
"""JSON of what `./qero fuzz` was told."""

SHORT = {"cases": 1_000, "seed": 20261127}
PLENTY = {
    "PERSON_REQUESTS_PER_MINUTE": "1000000",
    "PERSON_REQUESTS_AT_ONCE": "1000000",
    "MESSAGES_AT_ONCE": "1000000",
    "SEARCHES_AT_ONCE": "1000000",
    "TYPING_AT_ONCE": "1000000",
    # Each request may say that it comes from another address, so that none is one too many.
    "TRUSTED_PROXIES": "127.0.0.1",
    "HEARTBEAT_SECONDS": "1",
}


@pytest.fixture
def nobodys(own_servers: Servers, tmp_path: Path) -> Iterator[Stack]:
    """A whole system that nobody has set up: what cases do to the people in it is nobody else's trouble."""
    assert own_servers.postgres
    assert own_servers.rabbitmq
    with Stack(
        tmp_path,
        postgres=own_servers.postgres.url("postgres"),
        amqp=own_servers.rabbitmq.url,
        management=own_servers.rabbitmq.management,
        extra=PLENTY,
    ) as stack:
        yield stack


def test_no_case_finds_a_fault(nobodys):
    told = json.loads(os.environ[FUZZ]) if FUZZ in os.environ else SHORT
    options = [f"--{name}={value}" for name, value in told.items()]
    fuzzed = subprocess.run(
        [sys.executable, "-m", "fuzz", nobodys.address, *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        check=False,
    )

    assert fuzzed.returncode == 0, f"with {' '.join(options)}: see above"
