"""`./qero soak`: takes parts of a QERO of its own down for as long as it is told, and counts what became of it all."""

from argparse import ArgumentParser, Namespace

from deploy.local.apart import run_apart, seed_of
from deploy.local.home import Home
from deploy.local.say import say

LANES = ("test_nemesis.py", "test_kill_points.py", "test_gateway_killed.py", "test_chat.py", "test_rolling_change.py")


def add_soak(soak: ArgumentParser) -> None:
    soak.add_argument("--minutes", type=float, default=10, help="of faults at random, beside the kill points")
    soak.add_argument("--repeats", type=int, default=25, help="of each kill point; 0 leaves them out")
    soak.add_argument("--seed", type=int, help="of an earlier run, to have it again")
    soak.add_argument("--strict", action="store_true", help="fail also when something took too long to work again")


def soak(home: Home, told: Namespace) -> int:
    """1 when anything was lost, done twice, or left out of a stream."""
    lanes = LANES if told.repeats else LANES[:1]
    asked = {"minutes": told.minutes, "repeats": told.repeats, "seed": seed_of(told), "strict": told.strict}
    code = run_apart(home, [f"faults/{lane}" for lane in lanes], "QERO_SOAK", asked, "faults")
    say(f"· The reports are in {home.path / 'faults'}")
    return code
