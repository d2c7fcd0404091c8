"""`./qero bench app`: the app in a browser, by Lighthouse and under a finger. See README.md."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.app.table import LEGEND, frames_table, pages_table, summary
from bench.ground import Bench, Ground
from bench.venv import bench_python
from deploy.local import machine
from deploy.local.demo.fill import Size, fill
from deploy.local.home import Home
from deploy.local.npm import Package
from deploy.local.say import Trouble
from deploy.local.up import app_folder

SOURCES = Path(__file__).with_name("browser")
PAGES = {"contacts": "/contacts", "queue": "/queue", "follow-ups": "/follow-ups", "chat": "/chat"}


@dataclass(frozen=True)
class Plan:
    contacts: int
    runs: int


FULL = Plan(contacts=100_000, runs=3)
QUICK = Plan(contacts=500, runs=1)


def app(ground: Ground) -> None:
    plan = QUICK if ground.told.quick else FULL
    if missing := machine.missing_browsers():
        machine.install(missing)
    package = packages(ground.home.path.parent)
    person = fill_team(ground, plan)
    serve_app(ground)
    told = {
        **os.environ,
        "SITE": ground.stack.address,
        "CHROMIUM": shutil.which("chromium") or "",
        "PERSON": json.dumps(person),
        "PAGES": json.dumps(PAGES),
        "RUNS": str(plan.runs),
    }
    ground.tell(f"· A finger on {plan.contacts:,} contacts …")
    found = run(package, "scroll.mjs", told)
    ground.tell(f"\n{summary(found, plan.contacts)}\n\n{frames_table(found)}\n")
    ground.tell(f"· Lighthouse, {plan.runs} times each page …")
    ground.tell(f"\n{pages_table(run(package, 'lighthouse.mjs', told))}\n\n{LEGEND}")


def packages(kept: Path) -> Package:
    node = bench_python(kept / "bench-venv").with_name("node")
    package = Package(SOURCES, kept / "bench-app", node=node, what="Lighthouse")
    package.prepare()
    return package


def fill_team(ground: Ground, plan: Plan) -> Mapping[str, Any]:
    """The demonstration's owner, who signs in."""
    ground.tell(f"· Filling the demonstration team with {plan.contacts:,} contacts …")
    demo = ground.stack.home.path / "demo.json"
    size = Size(contacts=plan.contacts, candidates=plan.contacts // 10)
    fill(ground.stack.address, ground.stack.urls, demo, size, lambda *_: None)
    owner: dict[str, Any] = json.loads(demo.read_text())["people"][0]
    return owner


def serve_app(ground: Ground) -> None:
    gateway = ground.stack.processes["gateway"]
    gateway.environment["PWA_FOLDER"] = str(app_folder(Home(ground.home.path.parent)))
    gateway.restart()


def run(package: Package, script: str, told: Mapping[str, str]) -> dict[str, Any]:
    done = package.run(package.node, script, environment=told)
    if done.returncode:
        raise Trouble(f"{script} failed:\n{done.stdout}")
    found: dict[str, Any] = json.loads(done.stdout.strip().rpartition("\n")[2])
    return found


APP = Bench("app", "the app in a browser: Lighthouse, and a finger on 100,000 contacts", app)
