"""Takes parts of a running QERO down, one after the other or as it is told, and mends them at once.

Every way of breaking gives the moment from which all that is needed was there again.
"""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
from faults.ground import SERVICE_NAMES, Ground
from support.waiting import eventually

from deploy.local import postgres, rabbitmq
from deploy.local.process import Process

LOOK_SECONDS = 0.02
LONGEST_LIFE_SECONDS = 120
"""Of a process that is to die at a failpoint: so long it may take until it comes there."""
RELAY_LOCK = """
select client_port from pg_stat_activity join pg_locks using (pid)
where locktype = 'advisory' and granted and objid::bigint = hashtext(%s)::bigint & 4294967295
    and pg_locks.database = (select oid from pg_database where datname = current_database())
"""


class Nemesis:
    """`only` names the kinds of fault that are made; `faults` counts them."""

    def __init__(self, ground: Ground, chance: random.Random) -> None:
        self.ground = ground
        self.chance = chance
        self.faults: Counter[str] = Counter()
        self.in_hand: set[str] = set()
        """Processes that are down because somebody wants it."""
        self.kinds: dict[str, Callable[[], tuple[str, float]]] = {
            "service killed": self.kill_service,
            "service ended": self.end_service,
            "relay killed": self.kill_relay,
            "gateway killed": self.kill_gateway,
            "chat killed": self.kill_chat,
            "connections closed": self.close_connections,
            "broker restarted": self.restart_broker,
            "broker killed": self.kill_broker,
            "broker reset": self.reset_broker,
            "database restarted": self.restart_database,
            "database crashed": self.crash_database,
        }

    def strike(self, kind: str) -> tuple[str, float]:
        """What was hit, and when it was whole again by `time.monotonic()`."""
        self.faults[kind] += 1
        return self.kinds[kind]()

    def kill_service(self) -> tuple[str, float]:
        part = self.chance.choice(SERVICE_NAMES)
        return self.kill(self.chance.choice(self.ground.replicas(part)))

    def end_service(self) -> tuple[str, float]:
        """SIGTERM, as a deployment does: it drains first."""
        name = self.chance.choice([name for part in SERVICE_NAMES for name in self.ground.replicas(part)])
        process = self.ground.processes[name]
        self.in_hand.add(name)
        process.stop()
        process.start()
        self.in_hand.discard(name)
        return name, time.monotonic()

    def kill_relay(self) -> tuple[str, float]:
        part = self.chance.choice(SERVICE_NAMES)
        return self.kill(self.holder_of_relay(part) or self.chance.choice(self.ground.replicas(part)))

    def kill_gateway(self) -> tuple[str, float]:
        return self.kill(self.chance.choice(self.ground.replicas("gateway")))

    def kill_chat(self) -> tuple[str, float]:
        return self.kill(self.chance.choice(self.ground.replicas("chat")))

    def kill(self, name: str) -> tuple[str, float]:
        process = self.ground.processes[name]
        self.in_hand.add(name)
        process.kill()
        process.start()
        self.in_hand.discard(name)
        return name, time.monotonic()

    def die_at(self, name: str, failpoint: str) -> None:
        """Starts a process that kills itself when it comes to the failpoint, and waits for that; then a whole one."""
        process = self.ground.processes[name]
        self.faults[f"{name} at {failpoint}"] += 1
        self.in_hand.add(name)
        process.environment["QERO_FAILPOINT"] = failpoint
        process.kill()
        process.start()
        eventually(lambda: not process.alive, at_most=LONGEST_LIFE_SECONDS)
        del process.environment["QERO_FAILPOINT"]
        assert process.status == "SIGKILL", f"{name} ended otherwise: {process.status}"
        process.start()
        self.in_hand.discard(name)

    def holder_of_relay(self, part: str) -> str | None:
        """The process whose connection holds the advisory lock by which a service's relay is elected."""
        with self.ground.database() as database:
            ports = {row[0] for row in database.execute(RELAY_LOCK, [f"{part} relay"])}
        for name in self.ground.replicas(part):
            if ports & local_ports(self.ground.processes[name]):
                return name
        return None

    def close_connections(self) -> tuple[str, float]:
        self.ground.node.close_connections()
        return "broker", time.monotonic()

    def restart_broker(self) -> tuple[str, float]:
        self.ground.node.control("stop_app")
        self.ground.node.control("start_app")
        return "broker", self.when_broker_opened()

    def reset_broker(self) -> tuple[str, float]:
        """It forgets everything; what `up` would tell it at its start is told to it again."""
        self.ground.node.control("stop_app")
        self.ground.node.control("reset")
        self.ground.node.control("start_app")
        return "broker", self.when_broker_opened()

    def kill_broker(self) -> tuple[str, float]:
        process = self.ground.rabbitmq.process
        process.kill()
        process.start()
        return "broker", self.when_broker_opened()

    def when_broker_opened(self) -> float:
        until = time.monotonic() + rabbitmq.START_SECONDS
        while not self.ground.rabbitmq.answers():
            assert time.monotonic() < until, "the broker did not come back"
            time.sleep(LOOK_SECONDS)
        return time.monotonic()

    def restart_database(self) -> tuple[str, float]:
        """As `pg_ctl restart -m fast` does."""
        return self.stop_database(signal.SIGINT)

    def crash_database(self) -> tuple[str, float]:
        """As `pg_ctl restart -m immediate` does: it has to recover from its log."""
        return self.stop_database(signal.SIGQUIT)

    def stop_database(self, how: signal.Signals) -> tuple[str, float]:
        process = self.ground.postgres.process
        assert process.child
        process.child.send_signal(how)
        process.child.wait(postgres.START_SECONDS)
        process.start()
        until = time.monotonic() + postgres.START_SECONDS
        while not self.database_answers():
            assert time.monotonic() < until, "the database did not come back"
            time.sleep(LOOK_SECONDS)
        return "database", time.monotonic()

    def database_answers(self) -> bool:
        try:
            self.ground.database().close()
        except psycopg.OperationalError:
            return False
        return True

    def revive(self) -> list[str]:
        """Starts again who ended without being told to, as the launcher's supervisor does; says who."""
        dead = [
            name for name, process in self.ground.processes.items() if name not in self.in_hand and not process.alive
        ]
        for name in dead:
            self.ground.processes[name].start()
        return dead


def local_ports(process: Process) -> set[int]:
    """Of the process's TCP connections."""
    sockets = set()
    for entry in Path(f"/proc/{process.pid}/fd").iterdir():
        with suppress(OSError):
            sockets.add(str(entry.readlink()))
    ports = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        if f"socket:[{words[9]}]" in sockets:
            ports.add(int(words[1].rpartition(":")[2], 16))
    return ports
