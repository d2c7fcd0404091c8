"""`./qero fuzz`: asks a QERO of its own whatever its OpenAPI document allows and forbids, and looks at each answer."""

from argparse import ArgumentParser, Namespace

from deploy.local.apart import run_apart, seed_of
from deploy.local.home import Home

ENOUGH_CASES = 20_000


def add_fuzz(fuzz: ArgumentParser) -> None:
    how_long = fuzz.add_mutually_exclusive_group()
    how_long.add_argument("--cases", type=int, default=ENOUGH_CASES)
    how_long.add_argument("--minutes", type=float, help="for so long, instead of a number of cases")
    fuzz.add_argument("--seed", type=int, help="of an earlier run, to have its cases again")


def fuzz(home: Home, told: Namespace) -> int:
    """1 when an answer was a fault of ours, or not as the document says."""
    how_long = {"minutes": told.minutes} if told.minutes else {"cases": told.cases}
    return run_apart(home, ["fuzz/test_fuzz.py"], "QERO_FUZZ", {**how_long, "seed": seed_of(told)})
