"""`./qero bench import`: 50,000 rows through an import, beside COPY of the contacts that they become. See README.md."""

from dataclasses import dataclass

import psycopg

from bench.aligned import aligned
from bench.ground import Bench, Ground
from bench.imports.people import people_csv
from bench.imports.turns import Clock, Qero, Spent, copied, imported, settle

UPLOAD, ROWS, WHOLE, COPY = "upload and look through", "rows", "import", "COPY"

LEGEND = """\
upload    the file through the gateway, kept, and looked through for encoding, columns and rows
rows      from the word to start until the last row is kept: read, cleaned, compared, written
COPY      the contacts that became of it, with all that is derived, in one statement by the administrator
of COPY   its time as a multiple. Goal of the whole import: at most 5
CPU       seconds of each process's processors, an import; of the service also those of all else that it does
bench/imports/README.md says more.
"""


@dataclass(frozen=True)
class Plan:
    rows: int
    rounds: int


FULL = Plan(rows=50_000, rounds=2)
QUICK = Plan(rows=300, rounds=1)


def run(ground: Ground) -> None:
    plan = QUICK if ground.told.quick else FULL
    file = people_csv(plan.rows)
    clock = Clock(ground.stack)
    found = {name: Spent() for name in (UPLOAD, ROWS, WHOLE, COPY)}
    with psycopg.connect(ground.stack.urls["administrator"]) as connection:

        def through_qero() -> Qero:
            settle(connection)
            qero = Qero.new_team(ground.stack)
            uploading, running = imported(clock, qero, file, plan.rows)
            for name, spent in ((UPLOAD, uploading), (ROWS, running), (WHOLE, uploading), (WHOLE, running)):
                found[name].add(spent)
            return qero

        def by_copy() -> None:
            settle(connection)
            found[COPY].add(copied(clock, connection, first.team_id))

        ground.tell("· A first small file, that all are warm …")
        imported(clock, Qero.new_team(ground.stack), people_csv(QUICK.rows), QUICK.rows)
        first = through_qero()
        by_copy()
        for _ in range(plan.rounds - 1):
            by_copy()
            through_qero()
    ground.tell(f"\n{table(found, plan)}\n\n{LEGEND}")


def table(found: dict[str, Spent], plan: Plan) -> str:
    parts = ("gateway", "contacts", "postgres")
    rows = [(f"{plan.rows:,} rows", "seconds", "rows/s", "of COPY", *(f"{name} CPU" for name in parts))]
    for name, spent in found.items():
        rows.append(
            (
                name,
                f"{spent.seconds / plan.rounds:.2f}",
                f"{plan.rows * plan.rounds / spent.seconds:,.0f}",
                f"{spent.seconds / found[COPY].seconds:.2f}",
                *(f"{spent.processors[part] / plan.rounds:.2f}" for part in parts),
            )
        )
    return aligned(rows)


IMPORT = Bench("import", "50,000 rows of a file, beside COPY of what becomes of them", run)
