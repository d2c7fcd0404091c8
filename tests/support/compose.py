"""compose.yaml as an engine reads it: merged, with the values of an .env filled in."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from deploy.local.home import ROOT

FOLDER = ROOT / "deploy" / "image"
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<sign>[-?])(?P<rest>[^}]*))?\}")


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text())
    return found


def named(value: Any) -> set[str]:
    """The variables of an .env that something takes."""
    if isinstance(value, Mapping):
        return set().union(*map(named, value.values()))
    if isinstance(value, list):
        return set().union(*map(named, value))
    return {match["name"] for match in VARIABLE.finditer(str(value))}


def filled(text: str, env: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        if env.get(match["name"]):
            return env[match["name"]]
        assert match["sign"] == "-", f"{match['name']} has no value"
        return match["rest"]

    return VARIABLE.sub(value, text)
