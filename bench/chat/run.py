"""`./qero bench chat`: messages from who posts them to everybody's stream, beside socket.io. See README.md."""

from contextlib import ExitStack
from pathlib import Path

from bench.chat.rounds import FULL, QUICK, Rounds
from bench.chat.systems import Qero, SocketIo
from bench.chat.table import LEGEND, table
from bench.ground import Bench, Ground
from bench.venv import bench_python
from deploy.local.npm import Package

SOURCES = Path(__file__).with_name("socketio")


def chat(ground: Ground) -> None:
    plan = QUICK if ground.told.quick else FULL
    kept = ground.home.path.parent
    node = bench_python(kept / "bench-venv").with_name("node")
    package = Package(SOURCES, kept / "bench-socketio", node=node, what="socket.io")
    package.prepare()
    ground.tell(f"· {max(plan.members)} people join …")
    with ExitStack() as undo:
        socketio = SocketIo(ground.stack, package)
        undo.callback(socketio.process.stop)
        socketio.start()
        rounds = Rounds(plan, (Qero(ground.stack, plan.members), socketio), ground.tell)
        try:
            rounds.run()
        finally:
            # What was found before somebody interrupted it is worth as much.
            if rounds.found:
                ground.tell(f"\n{table(rounds.found)}\n\n{LEGEND}")


CHAT = Bench("chat", "messages from who posts them to everybody's stream, beside socket.io on node", chat)
