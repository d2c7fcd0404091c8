"""`up` to `down` on private servers, as a person meets it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from conftest import told
from support.waiting import eventually

from deploy.local.home import ROOT, Home
from deploy.local.process import began_at
from deploy.local.pwa import Pwa
from deploy.local.say import Trouble
from deploy.local.up import gateway_port

PARTS = ["postgres", "epmd", "rabbitmq", "accounts", "contacts", "settings", "chat", "push", "gateway"]


class Launcher:
    def __init__(self, home: Home) -> None:
        self.home = home
        # Built once for all tests.
        self.app = Pwa(Home(Path(told("QERO_TEST_HOME"))).open()).built()

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        private = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "AMQP_URL")}
        return subprocess.run(
            [sys.executable, "-m", "deploy.local", *words],
            cwd=ROOT,
            env={**private, "QERO_HOME": str(self.home.path), "PWA_FOLDER": str(self.app)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self("status", "--json").stdout)
        return found

    def healthy(self) -> dict[str, Any] | None:
        found = self.status()
        well = found["processes"] and all(one["health"] == "healthy" for one in found["processes"])
        return found if well else None

    def demo(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.home.demo.read_text())
        return found


def pid_of(found: dict[str, Any], name: str) -> int:
    return next(int(one["pid"]) for one in found["processes"] if one["name"] == name)


@pytest.fixture(scope="module")
def launcher() -> Iterator[Launcher]:
    """Has a home of its own. Each test asks for `running` or begins from whatever there is."""
    path = Path(told("QERO_TEST_HOME")) / "up"
    shutil.rmtree((path / "servers").resolve(), ignore_errors=True)
    shutil.rmtree(path, ignore_errors=True)
    launcher = Launcher(Home(path).open())
    yield launcher
    launcher("down")


@pytest.fixture
def running(launcher: Launcher) -> dict[str, Any]:
    if not launcher.status()["running"]:
        started = launcher("up", "--detach")
        assert started.returncode == 0, started.stdout + started.stderr
    return eventually(launcher.healthy)


class TestUp:
    def test_every_process_is_healthy_when_it_returns(self, running):
        assert [one["name"] for one in running["processes"]] == PARTS

    def test_the_demonstration_team_can_sign_in(self, launcher: Launcher, running):
        demo = launcher.demo()
        person = demo["people"][0]
        request = urllib.request.Request(f"{demo['address']}/api/session", method="POST")  # noqa: S310  our own
        request.data = json.dumps({"email": person["email"], "password": person["password"]}).encode()
        request.add_header("Content-Type", "application/json")

        with urllib.request.urlopen(request) as answer:  # noqa: S310  our own
            assert answer.status == 200
        assert demo["address"] == running["address"]
        assert len(demo["people"]) == 5
        assert all(set(one) == {"name", "email", "password", "role"} for one in demo["people"])

    def test_the_demonstration_team_talks(self, launcher: Launcher, running):
        with httpx.Client(base_url=running["address"], timeout=30) as ann:
            person = launcher.demo()["people"][0]
            ann.post("/api/session", json={"email": person["email"], "password": person["password"]}).raise_for_status()
            said = ann.get("/api/chat/conversations").raise_for_status().json()["items"]

        assert len(said) == 4
        assert all(one["last_message"] for one in said)

    def test_the_demonstration_has_its_contacts_and_candidates(self, launcher: Launcher, running):
        url = launcher.home.read("running.json")["database"]["contacts_app"]
        password = launcher.home.secret("postgres")
        port = running["ports"]["postgres"]
        with psycopg.connect(f"postgresql://postgres:{password}@127.0.0.1:{port}/qero") as connection:
            found = connection.execute("select kind, count(*) from contacts.contacts group by kind").fetchall()

        assert dict(found) == {"contact": 2000, "tma": 300}
        assert "postgres:" not in url

    def test_a_second_one_is_told_where_the_first_one_is(self, launcher: Launcher, running):
        second = launcher("up")

        assert second.returncode == 1
        assert f"runs already at {running['address']}, pid {running['pid']}" in second.stderr

    def test_no_server_listens_beyond_this_machine(self, running):
        ours = {f"{port:04X}" for port in running["ports"].values()}
        listening = [line.split()[1].split(":") for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]

        assert {address for address, port in listening if port in ours and address != "00000000"} == {"0100007F"}
        assert not [port for address, port in listening if port in ours and address == "00000000"]

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root could run them as root")
    def test_no_server_runs_as_root(self, running):
        for name in ("postgres", "epmd", "rabbitmq"):
            assert Path(f"/proc/{pid_of(running, name)}").stat().st_uid != 0

    @pytest.mark.faults
    def test_a_killed_service_comes_back(self, launcher: Launcher, running):
        os.kill(pid_of(running, "contacts"), signal.SIGKILL)

        eventually(lambda: pid_of(launcher.status(), "contacts") != pid_of(running, "contacts"))
        assert eventually(launcher.healthy)

    @pytest.mark.faults
    def test_after_a_kill_of_the_launcher_the_next_one_tidies_up_and_keeps_the_data(self, launcher: Launcher, running):
        people = launcher.demo()["people"]
        os.kill(running["pid"], signal.SIGKILL)

        again = launcher("up", "--detach")

        assert again.returncode == 0, again.stdout + again.stderr
        assert "A launcher was killed and left" in again.stdout
        assert began_at(pid_of(running, "gateway")) is None
        assert eventually(launcher.healthy)
        assert launcher.demo()["people"] == people
        assert "Loading" not in again.stdout


class TestPort:
    def test_one_that_is_taken_is_named_with_the_remedy(self):
        with socket.create_server(("127.0.0.1", 0)) as somebody:
            port = somebody.getsockname()[1]

            with pytest.raises(Trouble, match=f"Port {port} cannot be used: another program has it. Choose another"):
                gateway_port(port)

    def test_one_that_does_not_exist_is_refused(self):
        with pytest.raises(Trouble, match="ports are from 1 to 65535"):
            gateway_port(70_000)

    def test_without_a_wish_the_first_free_one_from_8000_on_is_taken(self):
        with socket.create_server(("127.0.0.1", gateway_port(None))) as somebody:
            assert 8000 <= somebody.getsockname()[1] < gateway_port(None)


class TestDown:
    def test_nothing_is_left(self, launcher: Launcher, running):
        stopped = launcher("down")

        assert stopped.returncode == 0
        assert not [one for one in running["processes"] if began_at(one["pid"])]
        assert launcher.status() == {"running": False, "address": None, "pid": None, "ports": {}, "processes": []}


class TestBackup:
    def test_is_made_while_it_runs_and_restored_while_it_does_not(self, launcher: Launcher, running, tmp_path):
        file = str(tmp_path / "qero.backup")
        made = launcher("backup", file)
        refused = launcher("restore", file, "--yes")
        launcher("down")
        unasked = launcher("restore", file)
        restored = launcher("restore", file, "--yes")
        again = launcher("up", "--detach")

        assert made.returncode == 0, made.stderr
        assert "It holds no keys" in made.stdout
        assert "./qero down stops it" in refused.stderr
        assert (unasked.returncode, "Say --yes" in unasked.stderr) == (1, True)
        assert restored.returncode == 0, restored.stdout + restored.stderr
        assert again.returncode == 0, again.stdout + again.stderr
        assert "Loading" not in again.stdout
        person = launcher.demo()["people"][0]
        told = {"email": person["email"], "password": person["password"]}
        assert httpx.post(f"{launcher.status()['address']}/api/session", json=told).is_success


class TestLogs:
    def test_one_that_nobody_writes_is_answered_with_those_there_are(self, launcher: Launcher, running):
        refused = launcher("logs", "nobody")

        assert refused.returncode == 1
        assert "There is no log of nobody. There are: accounts, chat, contacts" in refused.stderr

    def test_the_end_of_one_is_shown(self, launcher: Launcher, running):
        assert '"serving"' in launcher("logs", "contacts").stdout
