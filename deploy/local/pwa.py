"""The app's own tools: node, what its lock names, and its checks."""

import sys
from pathlib import Path

from deploy.local.home import ROOT, Home
from deploy.local.npm import Package

SOURCES = ROOT / "pwa"


class Pwa(Package):
    """After `build` its folder has `built/`."""

    def __init__(self, home: Home) -> None:
        node = Path(sys.executable).with_name("node")
        super().__init__(SOURCES, home.path / "pwa", node=node, what="the app's packages")

    @property
    def checks(self) -> dict[str, list[str | Path]]:
        """Commands by what people call them; the first of them builds."""
        # It passes over what git ignores, as the copy may be.
        lint = [*self.tool("oxlint"), "--deny-warnings", "--config", ".oxlintrc.json", SOURCES / "src"]
        return {"tsc": self.tool("tsc"), "oxlint": lint}
