"""`./qero bench bus`: a call that does nothing, by QERO's bus and by stock nameko on both ends. See README.md."""

from contextlib import ExitStack

from bench.bus.rounds import FULL, QUICK, Rounds
from bench.bus.systems import systems
from bench.bus.table import LEGEND, table
from bench.ground import Bench, Ground


def bus(ground: Ground) -> None:
    # What a whole QERO does at rest would be in the numbers.
    ground.stack.system.stop()
    measured = systems(ground.stack)
    rounds = Rounds(QUICK if ground.told.quick else FULL, measured, ground.tell)
    with ExitStack() as undo:
        for system in measured:
            system.start(undo)
        try:
            rounds.run()
        finally:
            # What was found before somebody interrupted it is worth as much.
            if rounds.found:
                ground.tell(f"\n{table(rounds.found.values())}\n\n{LEGEND}")


BUS = Bench("bus", "a call on the bus, beside stock nameko on both ends", bus)
