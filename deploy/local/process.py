"""One child process: started in a session of its own, watched, stopped politely and then by force."""

import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from deploy.local.machine import Account
from deploy.local.say import Trouble

LARGEST_LOG_BYTES = 10_000_000
LINES_OF_A_LOG = 20
POLL_SECONDS = 0.1
MOST_FILES = 65_536
"""Each browser's stream is one, and a shell's usual limit is 1,024."""


def began_at(pid: int) -> int | None:
    """When the process started, in ticks since boot: with the pid it names one process for ever. None: not alive."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


class Process:
    """`ready` answers whether it works, not only whether it is alive; `remedy` is said when it does not start."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        folder: Path,
        log: Path,
        ready: Callable[[], bool],
        account: Account | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        grace: float = 30,
        remedy: str = "",
    ) -> None:
        self.name = name
        self.command = [str(word) for word in command]
        self.environment = dict(environment)
        self.folder = folder
        self.log = log
        self.ready = ready
        self.account = account
        self.stop_signal = stop_signal
        self.grace = grace
        self.remedy = remedy
        self.on_start: Callable[[], None] = lambda: None
        self.child: subprocess.Popen[bytes] | None = None
        self.began: int | None = None

    @property
    def pid(self) -> int | None:
        return self.child.pid if self.child else None

    @property
    def alive(self) -> bool:
        return self.child is not None and self.child.poll() is None

    @property
    def status(self) -> str:
        code = self.child.poll() if self.child else None
        if code is None:
            return "runs"
        return f"status {code}" if code >= 0 else signal.Signals(-code).name

    def start(self) -> None:
        self.kill()
        self.keep_log_small()
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
                **(self.account.identity if self.account else {}),
            )
        self.began = began_at(self.child.pid)
        allow_many_files(self.child.pid)
        self.on_start()

    def wait_ready(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.ready():
            if not self.alive:
                raise Trouble(self.no_start(f"ended at its start ({self.status})"))
            if time.monotonic() > until:
                raise Trouble(self.no_start(f"is not ready after {seconds:.0f} s"))
            time.sleep(POLL_SECONDS)

    def no_start(self, what: str) -> str:
        return f"{self.name} {what}. The end of {self.log}:\n{end_of(self.log)}\n{self.remedy}"

    def ask_to_stop(self) -> None:
        """Only the process itself is told: it knows best how to end its own children."""
        if self.alive and self.child:
            self.child.send_signal(self.stop_signal)

    def wait_stopped(self) -> None:
        if not self.child:
            return
        try:
            self.child.wait(self.grace)
        except subprocess.TimeoutExpired:
            self.kill()

    def stop(self) -> None:
        self.ask_to_stop()
        self.wait_stopped()

    def kill(self) -> None:
        """SIGKILL to it and everything it started."""
        if self.child:
            with suppress(ProcessLookupError):
                os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()

    def restart(self, seconds: float = 60) -> None:
        self.stop()
        self.start()
        self.wait_ready(seconds)

    def keep_log_small(self) -> None:
        """The newest lines go on in place, since the process keeps its file open; the older ones in `.1`."""
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG_BYTES:
            self.log.with_suffix(".log.1").write_bytes(self.log.read_bytes())
            os.truncate(self.log, 0)


def allow_many_files(pid: int) -> None:
    """As many as are allowed to be asked for, at most MOST_FILES; never fewer than it has."""
    with suppress(ProcessLookupError, PermissionError):
        soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        if 0 <= soft < MOST_FILES:
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (min(hard, MOST_FILES) if hard >= 0 else MOST_FILES, hard))


def end_of(log: Path, lines: int = LINES_OF_A_LOG) -> str:
    if not log.exists():
        return "(no log)"
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - lines * 2000))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
