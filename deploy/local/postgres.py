"""A private PostgreSQL server: its own cluster on loopback, never the system's."""

import os
import signal
import subprocess
from pathlib import Path

import psycopg

from deploy.local.home import CURE, Home
from deploy.local.machine import account_for, postgres_programs, server_folder
from deploy.local.process import Process
from deploy.local.say import Trouble

START_SECONDS = 60
MOST_CONNECTIONS = 200


class PostgresServer:
    def __init__(self, home: Home) -> None:
        programs = postgres_programs()
        if programs is None:
            raise Trouble("PostgreSQL is not installed.")
        self.programs = programs
        self.account = account_for("postgres")
        self.folder = server_folder(home, "postgres")
        self.cluster = self.folder / "cluster"
        self.password = home.secret("postgres")
        self.port = home.port("postgres")
        self.process = Process(
            "postgres",
            [programs / "postgres", "-D", self.cluster, *self.options()],
            environment=environment(self.folder),
            folder=self.folder,
            log=home.logs / "postgres.log",
            ready=self.answers,
            account=self.account,
            # SIGINT is its "fast" shutdown; SIGTERM would wait until every client has left by itself.
            stop_signal=signal.SIGINT,
            remedy=f"If its data is damaged, give it up: {CURE}",
        )

    def options(self) -> list[str]:
        wanted = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": MOST_CONNECTIONS,
            # The details of an error name what people typed.
            "log_error_verbosity": "terse",
        }
        return [word for name, value in wanted.items() for word in ("-c", f"{name}={value}")]

    def url(self, database: str) -> str:
        """The administrator's."""
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def has(self, database: str) -> bool:
        with psycopg.connect(self.url("postgres")) as connection:
            found = connection.execute("select 1 from pg_database where datname = %s", [database])
            return found.fetchone() is not None

    def start(self) -> None:
        if not (self.cluster / "PG_VERSION").exists():
            self.make_cluster()
        self.check_version()
        self.process.start()

    def make_cluster(self) -> None:
        password_file = self.folder / "password"
        password_file.unlink(missing_ok=True)
        with os.fdopen(os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self.password)
        if self.account:
            os.chown(password_file, self.account.uid, self.account.gid)
        command: list[str | Path] = [self.programs / "initdb", "-D", self.cluster, "-U", "postgres"]
        made = subprocess.run(
            [*command, "-A", "scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8", "--locale=C.UTF-8"],
            env=environment(self.folder),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **(self.account.identity if self.account else {}),
        )
        password_file.unlink()
        if made.returncode:
            raise Trouble(f"PostgreSQL could not make its cluster in {self.cluster}:\n{made.stdout}\n{CURE}")

    def check_version(self) -> None:
        """A cluster belongs to one major version; an upgraded system may have brought another."""
        made_by = (self.cluster / "PG_VERSION").read_text().strip()
        installed = self.programs.parent.name
        if installed.isdigit() and made_by != installed:
            raise Trouble(
                f"The data in {self.cluster} is PostgreSQL {made_by}'s, and {installed} is what is installed. Get the "
                f"other back: sudo apt-get install postgresql-{made_by}. Or give the data up: {CURE}"
            )


def environment(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
