"""The folder where one QERO lives: its secrets, ports, logs and servers. Stdlib only: `reset` runs without a venv."""

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.local.say import Trouble

ROOT = Path(__file__).resolve().parents[2]
FIRST_PORT, LAST_PORT = 20_000, 31_999
"""Below the ports that Linux hands out to clients, so that nobody is given one of ours by chance."""


def home_path() -> Path:
    return Path(os.environ.get("QERO_HOME") or ROOT / ".qero").absolute()


class Home:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.logs = path / "logs"
        self.demo = path / "demo.json"

    def open(self) -> "Home":
        """Makes the folder, or says what is wrong with the one that is there."""
        if self.path.exists() and not self.path.is_dir():
            raise Trouble(f"{self.path} is a file; QERO keeps its data in a folder of that name. {CURE}")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            owner = self.path.stat().st_uid
            if owner != os.geteuid():
                raise Trouble(foreign(self.path, owner))
            self.logs.mkdir(mode=0o700, exist_ok=True)
            (self.path / "lock").touch(mode=0o600)
        except OSError as error:
            raise Trouble(f"{self.path} cannot be used: {error.strerror} ({error.filename}). {CURE}") from error
        for name in ("secrets.json", "ports.json"):
            self.read(name)
        return self

    def read(self, name: str) -> dict[str, Any]:
        try:
            found = json.loads((self.path / name).read_text())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise Trouble(f"{self.path / name} cannot be read: {error}. {CURE}") from error
        if not isinstance(found, dict):
            raise Trouble(f"{self.path / name} holds something else than QERO wrote. {CURE}")
        return found

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Readers see the old file or the new one, and only the owner may read."""
        new = self.path / f"{name}.new"
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(content, file, indent=2)
        new.rename(self.path / name)

    def secret(self, name: str) -> str:
        kept = self.read("secrets.json")
        if name not in kept:
            self.keep_secret(name, secrets.token_urlsafe(32))
            return self.secret(name)
        return str(kept[name])

    def keep_secret(self, name: str, value: str) -> None:
        self.write("secrets.json", self.read("secrets.json") | {name: value})

    def port(self, name: str) -> int:
        """The one of last time, or another when somebody has taken it since."""
        ports = self.read("ports.json")
        port = ports.get(name)
        if port is None or not is_free(port):
            port = self.new_port(taken=set(ports.values()))
            self.write("ports.json", ports | {name: port})
        return int(port)

    def new_port(self, *, taken: set[int]) -> int:
        # Each home begins elsewhere: two that never ran together do not remember the same ports.
        span = LAST_PORT - FIRST_PORT + 1
        start = int(self.mark, 16) % span
        for offset in range(span):
            port = FIRST_PORT + (start + offset) % span
            if port not in taken and is_free(port):
                return port
        raise Trouble(f"No free port between {FIRST_PORT} and {LAST_PORT} on 127.0.0.1.")

    @property
    def mark(self) -> str:
        """Eight letters that no other home on this machine has."""
        return hashlib.sha256(str(self.path).encode()).hexdigest()[:8]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One launcher at a time. The lock goes with the process, however it ends."""
        with (self.path / "lock").open("r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Trouble(self.in_use()) from None
            yield

    def is_in_use(self) -> bool:
        try:
            with (self.path / "lock").open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def in_use(self) -> str:
        running = self.read("running.json")
        where = f"at {running['address']}" if running.get("address") else "already and is starting"
        pid = running.get("pid", "unknown")
        if self.path.name == "test":
            return f"Tests run already in {self.path}, pid {pid}. Wait for them, or stop them: kill {pid}"
        already = "already " if running.get("address") else ""
        return f"QERO runs {already}{where}, pid {pid}. ./qero down stops it."


CURE = "./qero reset deletes it and everything in it, and begins anew."


def foreign(path: Path, owner: int) -> str:
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = f"user {owner}"
    return (
        f"{path} belongs to {name}: run ./qero as {name}, let {name} delete it with ./qero reset, "
        "or keep yours elsewhere: QERO_HOME=~/qero-home ./qero up"
    )


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
