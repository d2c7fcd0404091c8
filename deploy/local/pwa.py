"""The app: built when its sources have changed, with node from PyPI and what its lock names; and its checks."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.local.home import ROOT, Home
from deploy.local.npm import LOCK, Package
from deploy.local.say import Trouble, step

SOURCES = ROOT / "pwa"
NODE_LOCK = ROOT / "requirements" / "build.lock"
BUILT_OF = (
    "src",
    "service-worker",
    "public",
    "build",
    "index.html",
    "vite.config.ts",
    "tsconfig.json",
    "tsconfig.worker.json",
    "package.json",
    LOCK,
)
"""The sources that a build is made of; tests are none of them."""

BUILD = "BUILD.json"
"""Beside what was built: of which sources."""

LAST_LINES = 30


class Pwa(Package):
    """After `tsc` of its checks, its folder has `built/`, which the tests of single modules run."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.is_tested = node_here().exists()
        super().__init__(
            SOURCES,
            home.path / "pwa",
            node=node_here() if self.is_tested else home.path / "node" / "bin" / "node",
            what="the app's packages",
            tests=self.is_tested,
        )

    @property
    def checks(self) -> dict[str, list[str | Path]]:
        """Commands by what people call them; the first of them builds."""
        # It passes over what git ignores, as the copy may be.
        lint = [
            *self.tool("oxlint"),
            "--deny-warnings",
            "--config",
            ".oxlintrc.json",
            SOURCES / "src",
            SOURCES / "service-worker",
        ]
        return {"tsc": self.tool("tsc"), "oxlint": lint, "vitest": [*self.tool("vitest"), "run"]}

    def built(self) -> Path:
        """The folder of the app as it is now. Where nothing changed, nothing is installed and nothing built."""
        folder = self.home.path / "app"
        wanted = {"sources": sources_hash()}
        if read(folder / BUILD) == wanted:
            return folder
        if not self.node.exists():
            self.install_node()
        self.prepare()
        with step("Building the app (once, and when its sources change)"):
            done = self.run(self.npm, "run", "--silent", "build", environment={**os.environ, "PATH": self.path})
        if done.returncode:
            end = "\n".join(done.stdout.splitlines()[-LAST_LINES:])
            raise Trouble(f"The app in {SOURCES} could not be built:\n{end}")
        new = self.folder / "dist"
        (new / BUILD).write_text(json.dumps(wanted))
        # A build that fails leaves the one before in its place.
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
        return folder

    def install_node(self) -> None:
        venv = self.home.path / "node"
        python = venv / "bin" / "python"
        pip: list[str | Path] = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        with step("Installing node, which builds the app (once)"):
            commands: list[list[str | Path]] = [
                [sys.executable, "-m", "venv", "--clear", venv],
                [*pip, "--no-deps", "--require-hashes", "-r", NODE_LOCK],
            ]
            for command in commands:
                if subprocess.run(command, check=False).returncode:
                    shutil.rmtree(venv, ignore_errors=True)
                    raise Trouble(f"node could not be installed in {venv}; the reason stands above.")


def node_here() -> Path:
    """Where it is when the packages of the tests are installed."""
    return Path(sys.executable).with_name("node")


def sources_hash() -> str:
    summed = hashlib.sha256(NODE_LOCK.read_bytes())
    for path in sources():
        name, content = str(path.relative_to(SOURCES)).encode(), path.read_bytes()
        summed.update(b"%d %d " % (len(name), len(content)) + name + content)
    return summed.hexdigest()


def sources() -> Iterator[Path]:
    for name in BUILT_OF:
        place = SOURCES / name
        yield from sorted(path for path in place.rglob("*") if path.is_file()) if place.is_dir() else [place]


def read(path: Path) -> object:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return None
