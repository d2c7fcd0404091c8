"""`./qero up`: everything starts, in order and health-gated; then it is watched until Ctrl-C, then it all stops."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from deploy.local.demo.fill import large
from deploy.local.down import tidy
from deploy.local.home import ROOT, Home, is_free
from deploy.local.load import load, load_when_empty, sign_in
from deploy.local.process import Process
from deploy.local.pwa import Pwa
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
        return run(home, port, and_then=Supervisor.watch)


def demo(home: Home, contacts: int, people: int) -> int:
    """Into the QERO that runs, or one that runs only for this."""

    def make_large(supervisor: Supervisor) -> None:
        load(home, str(supervisor.address), supervisor.database, large(contacts, people))

    if home.is_in_use():
        running = home.read("running.json")
        if not running.get("address"):
            raise Trouble("QERO is still starting. Try again when ./qero status says healthy.")
        load(home, running["address"], running["database"], large(contacts, people))
    else:
        with home.alone():
            tidy(home)
            run(home, None, and_then=make_large)
    return 0


def gateway_port(wanted: int | None) -> int:
    """Asked twice, at once and when all else is ready: others look for a port as well."""
    if wanted is None:
        return next(port for port in range(USUAL_PORT, LAST_PORT) if is_free(port))
    if not 0 < wanted <= LAST_PORT:
        raise Trouble(f"Port {wanted} cannot be used: ports are from 1 to {LAST_PORT}.")
    if not is_free(wanted):
        why = "only root may open it" if wanted < FIRST_PORT_FOR_ALL and os.geteuid() else "another program has it"
        raise Trouble(f"Port {wanted} cannot be used: {why}. Choose another with --port, or leave --port out.")
    return wanted


def app_folder(home: Home) -> Path:
    """The one that PWA_FOLDER names, built elsewhere; else the one built here."""
    told = os.environ.get("PWA_FOLDER")
    return Path(told) if told else Pwa(home).built()


def run(home: Home, port: int | None, *, and_then: Callable[[Supervisor], None]) -> int:
    gateway_port(port)
    supervisor = Supervisor(home)
    processes: list[Process] = []
    servers = system = None
    try:
        app = app_folder(home)
        servers = Servers.of(home)
        processes += servers.processes
        supervisor.add(servers.processes)
        servers.start()
        addresses = servers.prepare()
        system = System(home, addresses, port=gateway_port(port), app=app)
        processes += system.processes.values()
        supervisor.add(list(system.processes.values()))
        with step(f"Starting {', '.join(system.processes)}"):
            system.start()
            system.wait_ready()
        load_when_empty(home, system.address, servers.administrator, addresses.database)
        say(f"\nQERO runs at {system.address}\n{sign_in(home)}")
        supervisor.open(system.address, {**servers.ports, **system.ports}, addresses.database)
        and_then(supervisor)
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

    signal.signal(signal.SIGHUP, signal.SIG_IGN)
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
