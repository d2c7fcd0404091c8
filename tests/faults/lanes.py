"""How long and how hard: a short lane in `./qero test`, a long one by `./qero soak`."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from faults.report import Report

SOAK = "QERO_SOAK"
"""JSON of what `./qero soak` was told."""

GENTLE = [
    "service killed",
    "relay killed",
    "gateway killed",
    "connections closed",
    "broker reset",
    "database crashed",
]
ALL = [*GENTLE, "service ended", "broker restarted", "broker killed", "database restarted"]


@dataclass(frozen=True)
class Lane:
    """`repeats` are of each kill point; `reports` is where the reports are kept."""

    seed: int
    seconds: float
    kinds: list[str]
    repeats: int
    people_in_a_team: int
    """Of each of two teams, whose streams are open while a gateway is killed."""
    messages: int
    messages_a_second: float
    rounds: int
    """In which a gateway, chat and the broker are killed while people chat."""
    is_strict: bool
    reports: Path

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Lane":
        reports = Path(environment["QERO_TEST_HOME"]) / "faults"
        if SOAK in environment:
            told = json.loads(environment[SOAK])
            return cls(
                seed=told["seed"],
                seconds=told["minutes"] * 60,
                kinds=ALL,
                repeats=told["repeats"],
                people_in_a_team=63,
                messages=3_000,
                messages_a_second=50,
                rounds=2,
                is_strict=told["strict"],
                reports=reports,
            )
        return cls(
            seed=20261122,
            seconds=0,
            kinds=GENTLE,
            repeats=1,
            people_in_a_team=8,
            messages=200,
            messages_a_second=10,
            rounds=1,
            is_strict=False,
            reports=reports,
        )

    def judge(self, name: str, report: Report) -> None:
        """Shows and keeps the report; fails when anything was lost, doubled or left out."""
        self.reports.mkdir(parents=True, exist_ok=True)
        (self.reports / f"{name}.json").write_text(report.line + "\n")
        print(f"\n{report.line}\n{report.table()}", flush=True)  # noqa: T201  this is what it is made for
        wrong = [*report.wrong, *(report.too_slow if self.is_strict else [])]
        assert not wrong, "\n".join([f"with the seed {self.seed}:", *wrong])


def lane() -> Lane:
    return Lane.of(os.environ)


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  progress of a run that may last for hours
