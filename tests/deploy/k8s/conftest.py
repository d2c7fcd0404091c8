"""Every rendering, made once. None of it needs a server."""

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from support.k8s.rendering import COMBINATIONS, OVERLAYS, Rendering, Tree

from deploy.k8s import secrets
from deploy.topology import EVERY_SERVICE

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return Tree(tmp_path_factory.mktemp("k8s"))


@pytest.fixture(scope="session")
def overlays(tree: Tree) -> dict[str, Rendering]:
    return {name: tree.overlay(name) for name in OVERLAYS}


@pytest.fixture(scope="session")
def combinations(tree: Tree) -> dict[str, Rendering]:
    return {" ".join(chosen): tree.combination(chosen) for chosen in COMBINATIONS}


@pytest.fixture(scope="session")
def renderings(overlays, combinations) -> dict[str, Rendering]:
    return {**overlays, **combinations}


@pytest.fixture(scope="session")
def values(tree: Tree) -> secrets.Values:
    """Of the secrets of `tree`, fit for people."""
    return secrets.values(secrets.read(tree.secrets), subject="mailto:ann@qero.app")


@pytest.fixture
def broken(overlays) -> Callable[[str], Rendering]:
    """A copy of an overlay, to be broken."""
    return lambda name: copy.deepcopy(overlays[name])


@pytest.fixture(scope="session")
def declared(values: secrets.Values) -> dict[str, dict[str, dict]]:
    """What the code says of itself, by queue type: `queues` by service and name, `statuses` by path."""
    told = {
        "AMQP_URL": "amqp://nobody@127.0.0.1:1/nothing",
        "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
        "METRICS_PORT": "9100",
        "CALLER_PUBLIC_KEY": values["caller"]["public"],
        "LINK_SECRET": values["links"]["secret"],
        "PUBLIC_ORIGIN": "https://crm.example.com",
        "VAPID_PRIVATE_KEYS": values["vapid"]["private-keys"],
        "VAPID_SUBJECT": values["vapid"]["subject"],
        "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}",
        "PYTHONWARNINGS": "ignore",
    }

    def declared_as(queue_type: str) -> dict[str, dict]:
        script = ROOT / "tests/support/k8s/declared.py"
        asked = [queue_type, ",".join(EVERY_SERVICE), "/livez,/readyz,/metrics,/healthz"]
        done = subprocess.run(
            [sys.executable, script, *asked], env=os.environ | told, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return {queue_type: declared_as(queue_type) for queue_type in ("classic", "quorum")}


@pytest.fixture(scope="session")
def faults_in(renderings) -> Callable[[Callable[[Rendering], Iterable[str]]], dict[str, list[str]]]:
    """What a check finds, by rendering; empty when it finds nothing in any."""

    def faults_in(check: Callable[[Rendering], Iterable[str]]) -> dict[str, list[str]]:
        found = {name: sorted(check(rendering)) for name, rendering in renderings.items()}
        return {name: faults for name, faults in found.items() if faults}

    return faults_in
