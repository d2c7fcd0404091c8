"""`./qero bench scale`: contacts and push with one, two and four processes each. See README.md."""

from contextlib import ExitStack

from bench.ground import Bench, Ground
from bench.scale.plan import FULL, QUICK
from bench.scale.rounds import Rounds
from bench.scale.table import legend, table
from bench.scale.works import works


def scale(ground: Ground) -> None:
    plan = QUICK if ground.told.quick else FULL
    rounds = Rounds(plan, ground.tell)
    with ExitStack() as undo:
        to_do = works(ground.stack, plan, undo, ground.tell)
        try:
            rounds.run(to_do)
        finally:
            # What was found before somebody interrupted it is worth as much.
            if rounds.found:
                ground.tell(f"\n{table(rounds.found)}\n\n{legend()}")


SCALE = Bench("scale", "contacts and push with one, two and four processes each", scale)
