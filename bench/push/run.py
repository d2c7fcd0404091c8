"""`./qero bench push`: phones rung a second, beside others' libraries in a loop. See README.md."""

from contextlib import ExitStack
from pathlib import Path

from bench.ground import Bench, Ground
from bench.push.rounds import FULL, QUICK, Rounds
from bench.push.service_process import PushServiceProcess
from bench.push.systems import Qero, loops
from bench.push.table import LEGEND, table
from bench.venv import bench_python
from deploy.local.npm import Package

SOURCES = Path(__file__).with_name("nodejs")


def push(ground: Ground) -> None:
    plan = QUICK if ground.told.quick else FULL
    kept = ground.home.path.parent
    node = bench_python(kept / "bench-venv").with_name("node")
    package = Package(SOURCES, kept / "bench-web-push", node=node, what="web-push")
    package.prepare()
    with ExitStack() as undo:
        service = PushServiceProcess(ground.stack.home.port("push service"), plan.devices)
        undo.callback(service.close)
        service.begin()
        ground.tell(f"· {plan.people} people join, with {plan.devices_of_one} devices each …")
        qero = Qero(ground.stack, service, plan.people)
        ground.tell("· Warming up …")
        rounds = Rounds(plan, service, ground.tell)
        sent = rounds.warm_up(qero)
        others = loops(ground.stack, service, package, sent, undo)
        for other in others:
            if rounds.warm_up(other).payload != sent.payload:
                raise AssertionError(f"{other.name} sends something else")
        try:
            rounds.run([qero, *others])
        finally:
            # What was found before somebody interrupted it is worth as much.
            if rounds.found:
                ground.tell(f"\n{table(rounds.found)}\n\n{LEGEND}")


PUSH = Bench("push", "phones rung a second, beside pywebpush and web-push in a loop", push)
