"""A browser has one stream, whatever its screens do: opened at sign-in, and by nothing that comes and goes after it."""

import json
import os
import shutil
import urllib.request

import pytest
from support.people import PASSWORD, Person

from deploy.local.pwa import Pwa
from deploy.local.stack import Stack

SCREENS = int(os.environ.get("QERO_SCREENS", "3600"))
"""An hour of one a second."""

SCREEN_MS = int(os.environ.get("QERO_SCREEN_MS", "2"))
"""How long each stays: 1000 makes it a real hour."""


def counted(stack: Stack, metric: str) -> float:
    """By the gateway itself."""
    port = stack.system.metrics_ports["gateway"]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(metric))


def opened(stack: Stack) -> float:
    return counted(stack, "qero_gateway_streams_opened_total")


def rotated(stack: Stack) -> float:
    """Of an hour that is a real one, the gateway replaces its stream every quarter."""
    return counted(stack, 'qero_gateway_stream_seconds_count{reason="rotate"}')


@pytest.fixture
def people(stack):
    with Person(stack, "Ann") as ann:
        ann.found_team()
        with ann.invite("Screens", "member") as screens, ann.invite("Worker", "member") as worker:
            yield screens, worker


def credentials(person: Person) -> str:
    return json.dumps({"email": person.email, "password": PASSWORD})


def walk(pwa: Pwa, stack: Stack, watching: Person, working: Person) -> dict:
    chromium = shutil.which("chromium")
    assert chromium, "./qero test installs chromium"
    told = {
        "GATEWAY": stack.address,
        "CHROMIUM": chromium,
        "ANN": credentials(watching),
        "BEN": credentials(working),
        "SCREENS": str(SCREENS),
        "SCREEN_MS": str(SCREEN_MS),
        "CONTACTS": "60",
    }
    done = pwa.run(pwa.node, "tests/browser/one-stream.mjs", environment={**os.environ, **told})
    assert done.returncode == 0, done.stdout
    return json.loads(done.stdout.splitlines()[-1])


def test_an_hour_of_screens_opens_exactly_one_stream_and_misses_nothing(pwa, stack, people):
    watching, working = people
    before = opened(stack), rotated(stack)

    seen = walk(pwa, stack, watching, working)

    replaced = rotated(stack) - before[1]
    assert opened(stack) - before[0] - replaced == 1
    assert seen["opened"] - replaced == 1
    # While one is replaced, two may overlap.
    assert seen["mostAtOnce"] <= (2 if replaced else 1)
    assert (seen["states"], seen["resets"], seen["twice"]) == (["online"], [], 0)
    assert (seen["screens"], seen["created"]) == (SCREENS, 60)
