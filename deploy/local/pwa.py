"""The app's own tools: node (from PyPI), what its lock names, and its checks.

Everything happens in a copy below the home: the checkout may be somebody else's.
"""

import filecmp
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.local.home import ROOT, Home
from deploy.local.say import Trouble, step

SOURCES = ROOT / "pwa"
LOCK = "package-lock.json"
# `npm ci` refuses a lock that was written where packages of other systems were missing.
INSTALL = ("install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")


class Pwa:
    """`folder` is the copy, with `node_modules` and, after `build`, with `built/`."""

    def __init__(self, home: Home) -> None:
        self.folder = home.path / "pwa"
        self.node = Path(sys.executable).with_name("node")
        self.npm = Path(sys.executable).with_name("npm")

    def prepare(self) -> None:
        """Copies the sources as they are now; installs packages when the lock has changed."""
        self.folder.mkdir(exist_ok=True)
        for old in self.folder.iterdir():
            if old.name not in ("node_modules", "installed.json"):
                shutil.rmtree(old) if old.is_dir() else old.unlink()
        shutil.copytree(SOURCES, self.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
        installed = self.folder / "installed.json"
        if installed.exists() and filecmp.cmp(installed, self.folder / LOCK, shallow=False):
            return
        with step("Installing the app's packages (once, and when its lock changes)"):
            done = self.run(self.npm, *INSTALL)
            if done.returncode:
                raise Trouble(f"npm could not install what pwa/{LOCK} names:\n{done.stdout}")
            shutil.copyfile(self.folder / LOCK, installed)

    @property
    def checks(self) -> dict[str, list[str | Path]]:
        """Commands by what people call them; the first of them builds."""
        # It passes over what git ignores, as the copy may be.
        lint = [*self.tool("oxlint"), "--deny-warnings", "--config", ".oxlintrc.json", SOURCES / "src"]
        return {"tsc": self.tool("tsc"), "oxlint": lint}

    def run(
        self, program: str | Path, *words: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *words],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def tool(self, name: str) -> list[str | Path]:
        return [self.node, self.folder / "node_modules" / ".bin" / name]
