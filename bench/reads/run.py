"""`./qero bench reads`: what people do most, beside a process without a bus and stock nameko. See README.md."""

from argparse import ArgumentParser
from contextlib import ExitStack

from bench.ground import Bench, Ground
from bench.reads.operations import operations
from bench.reads.rounds import FULL, QUICK, Rounds
from bench.reads.systems import systems
from bench.reads.table import LEGEND, table
from bench.reads.team import make_team


def reads(ground: Ground) -> None:
    plan = QUICK if ground.told.quick else FULL
    team = make_team(ground.stack, ground.told.contacts or plan.contacts, ground.tell)
    measured = systems(ground.stack, team)
    rounds = Rounds(plan, measured, operations(team), ground.tell)
    with ExitStack() as undo:
        for system in measured:
            system.start(undo)
        try:
            rounds.run()
        finally:
            # What was found before somebody interrupted it is worth as much.
            if rounds.found:
                ground.tell(f"\n{table(rounds.found)}\n\n{LEGEND}")


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("--contacts", type=int, help=f"of the team that is read; else {FULL.contacts:,}")


READS = Bench(
    "reads", "what people do most, beside a process without a bus and beside stock nameko", reads, add_options
)
