"""A lane is what `./qero soak` was told, or the short one; its judgement is the report's."""

import json

import pytest
from faults.lanes import ALL, GENTLE, SOAK, Lane
from faults.report import Recovery, Report

FIGURES = {
    "attempted": 2,
    "acknowledged": 2,
    "stored": 1,
    "lost": 1,
    "duplicated": 0,
    "applied_once_per_listener": {"settings→contacts": {"kept": 1, "wrong": 0}},
    "delivered_once_per_stream": {"received": 1, "expected": 1, "missed": 0, "duplicated": 0, "foreign": 0},
    "faults": {"broker killed": 1},
    "recovery_ms": {"broker killed": {"p50": 6000, "max": 6000, "times": 1}},
}


def lane(path, **told):
    soak = {SOAK: json.dumps({"minutes": 2, "seed": 7, "repeats": 25, "strict": False} | told)} if told else {}
    return Lane.of({"QERO_TEST_HOME": str(path), **soak})


class TestALane:
    def test_is_the_short_one_unless_a_soak_says_otherwise(self, tmp_path):
        assert (lane(tmp_path).kinds, lane(tmp_path).seconds, lane(tmp_path).repeats) == (GENTLE, 0, 1)

    def test_is_as_long_as_the_soak_was_told(self, tmp_path):
        told = lane(tmp_path, minutes=3)

        assert (told.seed, told.seconds, told.kinds, told.repeats) == (7, 180, ALL, 25)


class TestTheJudgement:
    def test_keeps_the_report_as_one_line_of_json(self, tmp_path):
        lane(tmp_path).judge("nemesis", Report(FIGURES, [], []))

        [line] = (tmp_path / "faults" / "nemesis.json").read_text().splitlines()
        assert json.loads(line) == FIGURES

    def test_says_the_seed_of_what_went_wrong(self, tmp_path):
        with pytest.raises(AssertionError, match=r"with the seed 7:\nlost: 1"):
            lane(tmp_path, seed=7).judge("nemesis", Report(FIGURES, ["lost: 1"], []))

    def test_minds_slowness_only_when_it_is_strict(self, tmp_path):
        recovery = Recovery()
        recovery.answered["broker killed"] += [900, 6000]
        slow = Report(FIGURES, [], recovery.too_slow)
        lane(tmp_path, strict=False).judge("nemesis", slow)

        with pytest.raises(AssertionError, match="broker killed: 6000 ms, not 5000"):
            lane(tmp_path, strict=True).judge("nemesis", slow)
