"""What the launcher needs of the machine: servers' and browsers' programs, and unprivileged users to run servers."""

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.home import CURE, Home
from deploy.local.say import Trouble, say

RABBITMQ = Path("/usr/lib/rabbitmq/bin")
"""Not the wrappers in /usr/sbin: those insist on root and on the system's own node."""

RABBITMQ_PROGRAMS = "QERO_RABBITMQ_PROGRAMS"
"""Names a folder of other ones, for a RabbitMQ that is not the system's."""

BROWSERS = ("chromium", "firefox-esr")
"""The tests'."""

SHARED = Path("/var/lib/qero")
"""Where root keeps the servers' data when their users may not enter the home's folder."""


@dataclass(frozen=True)
class Account:
    """The system's user that a server runs as."""

    name: str
    uid: int
    gid: int

    @property
    def identity(self) -> dict[str, Any]:
        """For subprocess."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may_enter(self, folder: Path) -> bool:
        return subprocess.run(["test", "-x", folder], **self.identity, check=False).returncode == 0


def account_for(server: str) -> Account | None:
    """None: the launcher's own user. Only root needs another, since no server may run as root."""
    if os.geteuid() != 0:
        return None
    for name in (server, "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise Trouble(
        f"This system has neither a user {server} nor a user nobody to run a server as. Make one: useradd -r {server}"
    )


def postgres_programs() -> Path | None:
    """The folder of the newest installed PostgreSQL."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda folder: int(folder.parent.name))
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).resolve().parent if elsewhere else None


def rabbitmq_programs() -> Path | None:
    folder = Path(os.environ.get(RABBITMQ_PROGRAMS) or RABBITMQ)
    return folder if (folder / "rabbitmq-server").exists() else None


def epmd(programs: Path) -> str:
    """The port mapper that belongs to these programs, or else the system's."""
    return str(programs / "epmd") if (programs / "epmd").exists() else shutil.which("epmd") or "/usr/bin/epmd"


def missing_packages(*, postgres: bool, rabbitmq: bool) -> list[str]:
    """The Debian packages that would have to be installed for the servers that are wanted."""
    missing = []
    if postgres and not postgres_programs():
        missing.append("postgresql")
    if rabbitmq and not rabbitmq_programs():
        missing.append("rabbitmq-server")
    return missing


def missing_browsers() -> list[str]:
    """Of tests only. A Debian package and its program have the same name."""
    return [name for name in BROWSERS if not shutil.which(name)]


def install(packages: list[str]) -> None:
    """By the system's package manager, as root or by sudo."""
    names = " ".join(packages)
    by_hand = f"sudo apt-get install {names}"
    elsewhere = "give DATABASE_URL and AMQP_URL of servers that run elsewhere"
    otherwise = "" if set(packages) <= set(BROWSERS) else f", or {elsewhere}"
    if not shutil.which("apt-get"):
        raise Trouble(f"{names} must be installed, and this system has no apt-get. Install them by hand{otherwise}.")
    root = as_root()
    if root is None:
        raise Trouble(
            f"{names} must be installed, which only root may do, and sudo gives no such right here. "
            f"Let somebody who may run: {by_hand}" + (f"   (or {elsewhere})" if otherwise else "")
        )
    say(f"· Installing {names} with apt-get (one time; the system's own servers are not started) …")
    done = subprocess.run([*root, sys.executable, "-I", Path(__file__).with_name("apt.py"), *packages], check=False)
    if done.returncode:
        raise Trouble(f"apt-get could not install {names}; its words stand above. By hand: {by_hand}")


def as_root() -> list[str] | None:
    """The words before a command that make it root's, or None when there is no way."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    asks_nothing = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    if asks_nothing:
        return ["sudo", "-n"]
    return ["sudo"] if sys.stdin.isatty() else None


def server_folder(home: Home, server: str) -> Path:
    """Where a server keeps its data: below the home, or elsewhere if its user may not enter there."""
    account = account_for(server)
    servers = home.path / "servers"
    if not servers.is_symlink() and not servers.exists():
        if account and not account.may_enter(home.path):
            say(f"  {account.name} may not enter {home.path}: the servers keep their data in {SHARED / home.mark}")
            servers.symlink_to(SHARED / home.mark)
        else:
            servers.mkdir()
    try:
        folder = servers.resolve() / server
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        if account:
            os.chown(folder, account.uid, account.gid)
    except OSError as error:
        raise Trouble(f"{servers} cannot be used: {error.strerror} ({error.filename}). {CURE}") from error
    return folder
