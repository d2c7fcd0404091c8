"""`./qero bench growth`: each hot route in teams of 10,000, 100,000 and 1,000,000 contacts. See README.md."""

import time
from argparse import ArgumentParser
from collections.abc import Mapping

from bench.ground import Bench, Ground
from bench.growth.loading import load
from bench.growth.rounds import FULL, QUICK, Found, measured
from bench.growth.table import LEGEND, table


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("--most", type=int, default=max(FULL.sizes), help="contacts of the largest team; else 1000000")


def grow(ground: Ground) -> None:
    plan = QUICK if ground.told.quick else FULL
    sizes = [size for size in plan.sizes if size <= ground.told.most]
    began = time.monotonic()
    ground.tell(f"· Loading teams of {', '.join(f'{size:,}' for size in sizes)} contacts …")
    teams = load(ground.stack, sizes, ground.tell)
    ground.tell(f"  done in {time.monotonic() - began:.0f} s")
    found: dict[str, Mapping[int, Found]] = {}
    try:
        for route, by_size in measured(ground.stack, teams, plan):
            found[route] = by_size
            ground.tell(f"· {route}")
    finally:
        # What was found before somebody interrupted it is worth as much.
        if found:
            ground.tell(f"\n{table(found)}\n\n{LEGEND}")


GROWTH = Bench("growth", "each hot route as a team's contacts become more", grow, add_options)
