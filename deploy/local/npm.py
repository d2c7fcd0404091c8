"""A folder of this repository that npm installs packages for, in a copy below the home: the checkout may be another's.

`node` is from PyPI, a package of some virtual environment.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from deploy.local.say import Trouble, step

LOCK = "package-lock.json"
# `npm ci` refuses a lock that was written where packages of other systems were missing.
INSTALL = ("install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
PACKAGES = "node_modules"
INSTALLED = "installed.json"
"""Beside them: of which lock they are."""

NOT_COPIED = shutil.ignore_patterns(PACKAGES, "built", "dist")


class Package:
    """`folder` is the copy, with `node_modules`; `what` is named to whoever waits for it.

    Without `tests` the packages that only tests need are left out.
    """

    def __init__(self, sources: Path, folder: Path, *, node: Path, what: str, tests: bool = True) -> None:
        self.sources = sources
        self.folder = folder
        self.node = node
        self.npm = node.with_name("npm")
        self.what = what
        self.install = INSTALL if tests else (*INSTALL, "--omit=dev")

    def prepare(self) -> None:
        """Copies the sources as they are now; installs packages when the lock has changed."""
        self.folder.mkdir(exist_ok=True)
        for old in self.folder.iterdir():
            if old.name not in (PACKAGES, INSTALLED):
                shutil.rmtree(old) if old.is_dir() else old.unlink()
        shutil.copytree(self.sources, self.folder, dirs_exist_ok=True, ignore=NOT_COPIED)
        installed = self.folder / INSTALLED
        wanted = " ".join(self.install) + "\n" + (self.folder / LOCK).read_text()
        if installed.exists() and installed.read_text() == wanted:
            return
        with step(f"Installing {self.what} (once, and when its lock changes)"):
            done = self.run(self.npm, *self.install, environment={**os.environ, "PATH": self.path})
            if done.returncode:
                raise Trouble(f"npm could not install what {self.sources / LOCK} names:\n{done.stdout}")
            installed.write_text(wanted)

    @property
    def path(self) -> str:
        """For programs that look for node by its name."""
        return f"{self.node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"

    def run(
        self, program: str | Path, *words: str | Path, environment: Mapping[str, str] | None = None
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
