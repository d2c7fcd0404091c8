"""How far a stream has come: the last position of each service, as text that a browser brings back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_CURSOR = 512
"""Bytes of its text."""

LARGEST_POSITION = 2**63 - 1
POSITION = r"[a-z][a-z0-9_]*:(?:0|[1-9][0-9]{0,18})"
CURSOR = re.compile(rf"([0-9a-z]{{1,32}});((?:{POSITION}(?:,{POSITION})*)?)", re.ASCII)

UNKNOWN_EPOCH = "0"
"""While accounts was not heard of yet. No journal has it, so such a cursor never proves anything."""


@dataclass(frozen=True)
class Cursor:
    """`7f3a;chat:812,contacts:40`. Its epoch is that of accounts' journal and stands for the whole deployment.

    A restored backup brings all services back at once, and the runbook gives all journals another epoch.
    """

    epoch: str
    positions: Mapping[str, int]

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """None for whatever `str` would not have written."""
        if len(text) > LONGEST_CURSOR or not (match := CURSOR.fullmatch(text)):
            return None
        epoch, told = match.groups()
        pairs = [pair.split(":") for pair in told.split(",")] if told else []
        cursor = cls(epoch, {service: int(position) for service, position in pairs})
        is_ours = str(cursor) == text and all(each <= LARGEST_POSITION for each in cursor.positions.values())
        return cursor if is_ours else None

    def __str__(self) -> str:
        positions = ",".join(f"{service}:{position}" for service, position in sorted(self.positions.items()))
        return f"{self.epoch};{positions}"

    def with_position(self, service: str, position: int) -> "Cursor":
        return Cursor(self.epoch, {**self.positions, service: position})
