"""`./qero bench live`: how long from a commit to a browser, beside python-socketio. See README.md."""

from contextlib import ExitStack

from bench.ground import Bench, Ground
from bench.live.rounds import FULL, QUICK, Rounds
from bench.live.systems import Qero, QeroByRequests, SocketIo
from bench.live.table import LEGEND, at_rest, table
from bench.venv import bench_python


def live(ground: Ground) -> None:
    plan = QUICK if ground.told.quick else FULL
    python = bench_python(ground.home.path.parent / "bench-venv")
    with ExitStack() as undo:
        qero = Qero(ground.stack, max(plan.streams))
        undo.callback(qero.close_clients)
        qero.start()
        socketio = SocketIo(ground.stack, python)
        undo.callback(socketio.close)
        socketio.start()
        rounds = Rounds(plan, (qero, socketio), QeroByRequests(qero), ground.tell)
        try:
            rounds.run()
        finally:
            # What was found before somebody interrupted it is worth as much.
            if rounds.found:
                ground.tell(f"\n{table(rounds.found.values())}\n\n{at_rest(rounds.at_rest)}\n")
                ground.tell(LEGEND.format(drain=plan.drain_seconds))


LIVE = Bench("live", "from a commit to a browser's stream, beside python-socketio", live)
