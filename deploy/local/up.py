"""`./qero up`: everything starts, in order and health-gated; then it is watched until Ctrl-C, then it all stops."""

import os
import signal
import subprocess
import sys
import time

from deploy.local.down import tidy
from deploy.local.home import ROOT, Home, is_free
from deploy.local.process import Process
from deploy.local.say import Trouble, say, step
from deploy.local.servers import Servers
from deploy.local.supervisor import Supervisor
from deploy.local.system import System

USUAL_PORT = 8000
LAST_PORT = 65_535
FIRST_PORT_FOR_ALL = 1024
POLL_SECONDS = 0.1


def up(home: Home, port: int | None) -> int:
    with home.alone():
        tidy(home)
        return run(home, gateway_port(port))


def gateway_port(wanted: int | None) -> int:
    if wanted is None:
        return next(port for port in range(USUAL_PORT, LAST_PORT) if is_free(port))
    if not is_free(wanted):
        why = "only root may open it" if wanted < FIRST_PORT_FOR_ALL and os.geteuid() else "another program has it"
        raise Trouble(f"Port {wanted} cannot be used: {why}. Choose another with --port, or leave --port out.")
    return wanted


def run(home: Home, port: int) -> int:
    supervisor = Supervisor(home)
    processes: list[Process] = []
    servers = system = None
    try:
        servers = Servers.of(home)
        processes += servers.processes
        supervisor.add(servers.processes)
        servers.start()
        system = System(home, servers.prepare(), port=port)
        with step("Bringing the database to this version"):
            system.migrate()
        processes += system.processes.values()
        supervisor.add(list(system.processes.values()))
        with step(f"Starting {', '.join(system.processes)}"):
            system.start()
            system.wait_ready()
        say(f"\nQERO runs at {system.address}\n")
        supervisor.open(system.address, {**servers.ports, **system.ports})
        supervisor.watch()
    except KeyboardInterrupt:
        say("\n· Stopping: requests under way are served to their end (Ctrl-C again: at once) …")
    finally:
        by_force_at_second_signal(processes)
        if system:
            system.stop()
        if servers:
            servers.stop()
        supervisor.end()
    say("QERO is stopped; its data is kept.")
    return 0


def by_force_at_second_signal(processes: list[Process]) -> None:
    def kill_all(_signal: int, _frame: object) -> None:
        for process in processes:
            if process.alive and process.pid:
                os.killpg(process.pid, signal.SIGKILL)

    for interruption in (signal.SIGINT, signal.SIGTERM):
        signal.signal(interruption, kill_all)


def up_detached(home: Home, port: int | None) -> int:
    """The same in a session of its own. Returns when all is healthy, having shown what was said until then."""
    if home.is_in_use():
        raise Trouble(home.in_use())
    command = [sys.executable, "-m", "deploy.local", "up", *(["--port", str(port)] if port is not None else [])]
    log = home.logs / "launcher.log"
    with log.open("wb") as written:
        child = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=written, stderr=written, start_new_session=True
        )
    try:
        with log.open() as said:
            while not (opened := is_open(home, child.pid)) and child.poll() is None:
                show(said.read())
                time.sleep(POLL_SECONDS)
            show(said.read())
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        raise
    return 0 if opened else child.wait()


def is_open(home: Home, pid: int) -> bool:
    running = home.read("running.json")
    return running.get("pid") == pid and running.get("address") is not None


def show(words: str) -> None:
    print(words, end="", flush=True)
