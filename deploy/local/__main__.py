"""The commands of `./qero`. `reset` has a door of its own, `deploy.local.reset`, since it works without a venv."""

import argparse
import signal
import sys
from collections.abc import Callable, Mapping

from deploy.local.backup import add_backup, add_restore, backup, restore
from deploy.local.bench import add_bench, bench
from deploy.local.check import add_check, check
from deploy.local.down import down
from deploy.local.events import act_on_events, add_events
from deploy.local.fuzz import add_fuzz, fuzz
from deploy.local.home import Home, home_path
from deploy.local.logs import logs
from deploy.local.say import Trouble
from deploy.local.soak import add_soak, soak
from deploy.local.status import status
from deploy.local.up import demo, up, up_detached
from deploy.local.vapid import act_on_keys, add_vapid

INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    qero = argparse.ArgumentParser(prog="./qero", description="Runs QERO on this machine.")
    commands = qero.add_subparsers(dest="command", required=True, metavar="command")
    up = commands.add_parser("up", help="start everything, and stop it at Ctrl-C")
    up.add_argument("--port", type=int, help="of the gateway; else 8000 or the next free one")
    up.add_argument("--detach", action="store_true", help="return when all is healthy")
    commands.add_parser("down", help="stop everything; the data is kept")
    commands.add_parser("reset", help="stop everything and delete it with all data")
    status = commands.add_parser("status", help="what runs, where, and how it is")
    status.add_argument("--json", action="store_true")
    logs = commands.add_parser("logs", help="what the processes wrote")
    logs.add_argument("service", nargs="?")
    logs.add_argument("--lines", type=int, default=100)
    logs.add_argument("--follow", "-f", action="store_true")
    large = commands.add_parser("demo", help="make the demonstration team large")
    large.add_argument("--contacts", type=int, default=100_000)
    large.add_argument("--people", type=int, default=20)
    add_bench(commands.add_parser("bench", help="measure, on servers of its own, beside something else"))
    add_events(commands.add_parser("events", help="how far journals and listeners are, and what is parked"))
    add_backup(commands.add_parser("backup", help="write the whole database into a file"))
    add_restore(commands.add_parser("restore", help="replace the whole database by what a backup holds"))
    add_vapid(commands.add_parser("vapid", help="the keys by which push services know this QERO"))
    add_soak(commands.add_parser("soak", help="take its parts down at random, and count what became of it all"))
    add_fuzz(
        commands.add_parser("fuzz", help="ask it all kinds of things, and look whether an answer is a fault of ours")
    )
    add_check(
        commands.add_parser(
            "test", help="every check and every test; further words go to pytest", add_help=False, allow_abbrev=False
        )
    )
    return qero


COMMANDS: Mapping[str, Callable[[Home, argparse.Namespace], int]] = {
    "up": lambda home, told: (up_detached if told.detach else up)(home, told.port),
    "down": lambda home, _told: down(home),
    "status": lambda home, told: status(home, as_json=told.json),
    "logs": lambda home, told: logs(home, told.service, lines=told.lines, follow=told.follow),
    "demo": lambda home, told: demo(home, told.contacts, told.people),
    "backup": backup,
    "restore": restore,
    "events": act_on_events,
    "vapid": act_on_keys,
}
APART: Mapping[str, Callable[[Home, argparse.Namespace], int]] = {"soak": soak, "fuzz": fuzz, "bench": bench}
"""In a home of their own within the home."""


def main(words: list[str]) -> int:
    told, further = parser().parse_known_args(words)
    if further and told.command != "test":
        parser().error(f"unknown: {' '.join(further)}")
    home = Home(home_path()).open()
    if told.command in COMMANDS:
        return COMMANDS[told.command](home, told)
    apart = Home(home.path / told.command).open()
    return APART[told.command](apart, told) if told.command in APART else check(apart, told, further)


def interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    for interruption in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(interruption, interrupt)
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        print(f"✗ {trouble}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
