"""`python -m fuzz ADDRESS`: in a process of its own, for schemathesis patches Hypothesis for everybody in it."""

import argparse
import sys

from fuzz.run import Run
from fuzz.table import failures, table


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def main() -> int:
    told = argparse.ArgumentParser(prog="fuzz")
    told.add_argument("address", help="of a gateway that nobody has set up yet")
    told.add_argument("--cases", type=int)
    told.add_argument("--minutes", type=float)
    told.add_argument("--seed", type=int, required=True)
    asked = told.parse_args()
    run = Run(asked.address, asked.seed, say)
    run.prepare()
    run.go(cases=asked.cases, minutes=asked.minutes)
    run.team.close()
    say(table(run.tallies))
    if found := failures(run.tallies):
        say(f"\n{found}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
