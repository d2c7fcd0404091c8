"""`./qero bench live`: how long from a commit to a browser, beside python-socketio. See README.md."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench.live.rounds import FULL, QUICK, Bench
from bench.live.systems import Qero, QeroByRequests, SocketIo
from bench.live.table import LEGEND, at_rest, table
from deploy.local.stack import Stack


def live(stack: Stack, python: Path, tell: Callable[[str], None], *, quick: bool) -> None:
    """`stack` runs already; `python` is the one that knows python-socketio."""
    plan = QUICK if quick else FULL
    with ExitStack() as undo:
        qero = Qero(stack, max(plan.streams))
        undo.callback(qero.close_clients)
        qero.start()
        socketio = SocketIo(stack, python)
        undo.callback(socketio.close)
        socketio.start()
        bench = Bench(plan, (qero, socketio), QeroByRequests(qero), tell)
        try:
            bench.run()
        finally:
            # What was found before somebody interrupted it is worth as much.
            if bench.found:
                tell(f"\n{table(bench.found.values())}\n\n{at_rest(bench.at_rest)}\n")
                tell(LEGEND.format(drain=plan.drain_seconds))
