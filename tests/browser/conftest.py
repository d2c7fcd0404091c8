"""The app in real browsers: as a gateway of the whole system serves it, built from the sources as they are."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import told
from support.gateways import Gateway
from support.people import PASSWORD, Person

from deploy.local.home import Home
from deploy.local.pwa import Pwa
from deploy.local.stack import Stack


@pytest.fixture(scope="session")
def pwa() -> Pwa:
    """Its folder has everything that a test needs: sources, packages, and the modules built one by one."""
    pwa = Pwa(Home(Path(told("QERO_TEST_HOME"))).open())
    pwa.built()
    pwa.prepare()
    compiled = pwa.run(*pwa.tool("tsc"))
    assert compiled.returncode == 0, compiled.stdout
    return pwa


@pytest.fixture(scope="session")
def site(stack: Stack, pwa: Pwa) -> Iterator[Gateway]:
    """A gateway of the stack that serves the app as well."""
    with Gateway(stack, PWA_FOLDER=str(pwa.built())) as site:
        yield site


@pytest.fixture(scope="module")
def ann(stack: Stack) -> Iterator[Person]:
    """The owner of the team."""
    with Person(stack, "Ann") as ann:
        ann.found_team()
        yield ann


@pytest.fixture(scope="module")
def another(ann: Person, request: pytest.FixtureRequest) -> Iterator[Person]:
    """A member who is known in no other module."""
    with ann.invite(f"Another-{request.module.__name__.rpartition('_')[2]}", "member") as another:
        yield another


@pytest.fixture
def empty(pwa: Pwa, tmp_path: Path) -> Iterator[Stack]:
    """A whole system without a team, which serves the app."""
    with Stack(
        tmp_path / "empty",
        postgres=told("QERO_TEST_POSTGRES"),
        amqp=told("QERO_TEST_AMQP"),
        management=told("QERO_TEST_AMQP_MANAGEMENT"),
        extra={"PWA_FOLDER": str(pwa.built())},
    ) as empty:
        yield empty


@pytest.fixture
def at_ease(stack: Stack) -> Iterator[Callable[[Person], httpx.Client]]:
    """`at_ease(ann)` is Ann at a gateway that lets one person do thousands of things at once."""
    with ExitStack() as undo:
        gateway = undo.enter_context(Gateway(stack, PERSON_REQUESTS_AT_ONCE="10000"))
        yield lambda person: undo.enter_context(
            httpx.Client(base_url=gateway.address, cookies=person.cookies, timeout=35)
        )


def credentials(person: Person) -> str:
    return json.dumps({"email": person.email, "password": PASSWORD})


Journey = Callable[..., dict[str, Any]]


@pytest.fixture
def journey(pwa: Pwa, site: Gateway) -> Journey:
    """Runs one of `pwa/tests/browser/` and gives what it saw. Words are its environment; a person is what signs in."""

    def journey(name: str, **words: str | Person) -> dict[str, Any]:
        chromium = shutil.which("chromium")
        assert chromium, "./qero test installs chromium"
        texts = {word: credentials(value) if isinstance(value, Person) else value for word, value in words.items()}
        environment = {**os.environ, "SITE": site.address, "CHROMIUM": chromium, **texts}
        done = pwa.run(pwa.node, f"tests/browser/{name}.mjs", environment=environment)
        assert done.returncode == 0, done.stdout
        # A text may hold what else ends a line.
        seen: dict[str, Any] = json.loads(done.stdout.strip("\n").rpartition("\n")[2])
        return seen

    return journey
