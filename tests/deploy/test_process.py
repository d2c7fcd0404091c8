"""A child process: watched from its start, stopped politely and then by force, and never forgotten."""

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.waiting import eventually

from deploy.local import process as process_module
from deploy.local.down import tidy
from deploy.local.home import ROOT, Home
from deploy.local.process import MOST_FILES, Process, began_at
from deploy.local.say import Trouble
from deploy.local.supervisor import SETTLED_SECONDS, Supervisor, Watched

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)
SECONDS = 20

KILLED_LAUNCHER = """
import os, signal, sys
from pathlib import Path
from deploy.local.home import Home
from deploy.local.process import Process
from deploy.local.supervisor import Supervisor
home = Home(Path(sys.argv[1])).open()
with home.alone():
    child = Process("sleep", ["sleep", "600"], environment=os.environ, folder=home.path,
                    log=home.logs / "sleep.log", ready=lambda: True)
    Supervisor(home).add([child])
    child.start()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").open()


@pytest.fixture
def python(home: Home):
    """Starts what runs a line of Python. It is ready when it has said something."""
    started = []

    def python(line: str, *, grace: float = SECONDS) -> Process:
        log = home.logs / "one.log"
        one = Process(
            "one",
            [sys.executable, "-c", line],
            environment=os.environ,
            folder=home.path,
            log=log,
            ready=lambda: log.stat().st_size > 0,
            grace=grace,
        )
        started.append(one)
        one.start()
        return one

    yield python
    for one in started:
        one.kill()


@pytest.fixture
def few_files():
    """This process may open few for a while; gives how many it may ask for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, hard))
    yield hard if hard != resource.RLIM_INFINITY else MOST_FILES
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class TestStart:
    def test_one_that_ends_is_told_with_the_end_of_its_log(self, home: Home):
        failing = Process(
            "failing",
            ["sh", "-c", "echo the port is taken; exit 3"],
            environment=os.environ,
            folder=home.path,
            log=home.logs / "failing.log",
            ready=lambda: False,
        )
        failing.start()

        with pytest.raises(Trouble, match=r"failing ended at its start \(status 3\)[\s\S]*the port is taken"):
            failing.wait_ready(SECONDS)

    def test_one_that_never_gets_ready_is_told(self, python):
        one = python("import time; time.sleep(60)")

        with pytest.raises(Trouble, match="one is not ready after"):
            one.wait_ready(0)

    def test_it_may_open_more_files_than_the_shell_it_was_started_from(self, python, few_files: int):
        one = python("import time; time.sleep(60)")

        assert resource.prlimit(one.pid, resource.RLIMIT_NOFILE)[0] == min(few_files, MOST_FILES)


class TestStop:
    def test_one_that_does_not_obey_is_killed_after_its_grace(self, python):
        deaf = python(STUBBORN, grace=0.1)
        deaf.wait_ready(SECONDS)

        deaf.stop()

        assert deaf.status == "SIGKILL"

    def test_what_it_started_ends_with_it(self, python):
        parent = python(
            "import subprocess, time; print(subprocess.Popen(['sleep', '600']).pid, flush=True); time.sleep(600)"
        )
        parent.wait_ready(SECONDS)
        child = int(parent.log.read_text())

        parent.kill()

        eventually(lambda: began_at(child) is None)


class TestLog:
    def test_a_long_one_is_put_aside_while_its_process_goes_on(self, python, monkeypatch):
        monkeypatch.setattr(process_module, "LARGEST_LOG_BYTES", 3)
        one = python("import time; print('hello', flush=True); time.sleep(60)")
        one.wait_ready(SECONDS)

        one.keep_log_small()

        assert one.log.read_text() == ""
        assert one.log.with_suffix(".log.1").read_text() == "hello\n"


class TestWatched:
    def test_a_dead_one_is_brought_back_after_a_pause(self, python):
        watched = Watched(python("import time; print('here', flush=True); time.sleep(60)"))
        first = watched.process.pid
        watched.process.kill()

        watched.bring_back()
        assert (watched.process.alive, watched.told()["health"]) == (False, "dead")
        watched.restart_at = watched.started
        watched.bring_back()

        assert watched.process.pid != first
        assert watched.restarts == 1

    def test_one_that_lived_long_is_brought_back_at_once(self, python):
        watched = Watched(python("import time; print('here', flush=True); time.sleep(60)"))
        watched.started -= SETTLED_SECONDS + 1
        watched.process.kill()

        watched.bring_back()

        assert watched.process.alive

    def test_the_pause_grows_while_it_keeps_dying(self, python):
        watched = Watched(python("raise SystemExit(1)"))
        pauses = []
        for _ in range(9):
            watched.process.wait_stopped()
            watched.bring_back()
            pauses.append(watched.pause)
            watched.restart_at = watched.started
            watched.bring_back()

        assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


class TestTidy:
    def test_the_processes_of_a_killed_launcher_are_ended(self, home: Home):
        subprocess.run([sys.executable, "-c", KILLED_LAUNCHER, home.path], cwd=ROOT, check=False)
        [orphan] = json.loads((home.path / "running.json").read_text())["processes"]
        assert began_at(orphan["pid"]) == orphan["began"]

        assert tidy(home)

        assert began_at(orphan["pid"]) is None
        assert not (home.path / "running.json").exists()

    def test_a_pid_that_is_somebody_elses_by_now_is_left_alone(self, home: Home):
        bystander = subprocess.Popen(["sleep", "600"])
        mistaken = {"name": "one", "pid": bystander.pid, "began": 1, "stop_signal": signal.SIGTERM}
        home.write("running.json", {"pid": 1, "processes": [mistaken]})

        assert not tidy(home)

        assert bystander.poll() is None
        bystander.kill()
        bystander.wait()


class TestRecord:
    def test_a_pid_is_on_record_the_moment_it_exists(self, home: Home, python):
        one = python("print(1)")
        Supervisor(home).add([one])

        one.restart(SECONDS)

        assert home.read("running.json")["processes"][0]["pid"] == one.pid
