"""The report of one run: what was asked and what became of it, as one line of JSON, and as a table for people."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import Any

TARGETS_MS = {
    "service": 3000,
    "relay": 3000,
    "gateway": 3000,
    "chat": 3000,
    "broker": 5000,
    "connections": 5000,
    "database": 3000,
}
"""How long it may take until something works again, by the first word of a kind of fault."""


@dataclass
class Recovery:
    """Milliseconds from the end of each fault, by its kind."""

    answered: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Until a request was answered that needs what had been broken."""
    told: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Until the event of that request was on a stream."""

    @property
    def too_slow(self) -> list[str]:
        return [
            f"{kind}: {max(times):.0f} ms, not {TARGETS_MS[kind.partition(' ')[0]]}"
            for kind, times in sorted(self.answered.items())
            if max(times) > TARGETS_MS[kind.partition(" ")[0]]
        ]


def spread(times: list[float]) -> dict[str, int]:
    return {"p50": round(median(times)), "max": round(max(times)), "times": len(times)}


@dataclass
class Report:
    """`line` has the shape of Jepsen's reports; `wrong` is what must not be, a sentence each."""

    figures: dict[str, Any]
    wrong: list[str]
    too_slow: list[str]
    rows: list[tuple[str, str]] = field(default_factory=list)
    """What else the table shows."""

    @property
    def line(self) -> str:
        return json.dumps(self.figures, sort_keys=False, default=str)

    def table(self) -> str:
        figures = self.figures
        once, streams = figures["applied_once_per_listener"], figures["delivered_once_per_stream"]
        rows = [
            ("changes attempted", f"{figures['attempted']:,}"),
            ("acknowledged", f"{figures['acknowledged']:,}"),
            ("stored", f"{figures['stored']:,}"),
            ("lost", figures["lost"]),
            ("duplicated", figures["duplicated"]),
            *((f"{name}: kept, wrong", f"{one['kept']:,}, {one['wrong']}") for name, one in once.items()),
            ("events on streams", f"{streams['received']:,} of {streams['expected']:,}"),
            ("missed, duplicated, foreign", f"{streams['missed']}, {streams['duplicated']}, {streams['foreign']}"),
            ("faults", sum(figures["faults"].values())),
            *(
                (f"  {kind}: answered again, p50 and max", f"{times['p50']:,} ms, {times['max']:,} ms")
                for kind, times in figures["recovery_ms"].items()
            ),
            *self.rows,
        ]
        widest = max(len(name) for name, _ in rows)
        return "\n".join(f"  {name:<{widest}}  {value}" for name, value in rows)
