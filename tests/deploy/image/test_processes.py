"""What compose.yaml starts, started for real: its commands, its variables, the image's folder, servers of the tests."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from conftest import told
from support.compose import compose, filled
from support.confined import can_confine, confined

from deploy.image.building import Building
from deploy.image.make_env import DEFINITIONS, ENV, amqp_variable, read
from deploy.local import bus
from deploy.local.database import create_database, drop_database, role_passwords, url_for
from deploy.local.home import Home
from deploy.local.process import Process
from deploy.local.system import LOOPBACK, is_ready
from deploy.prepare import role_variables
from deploy.topology import GATEWAY, PARTS, SERVICES

ONCE = ["prepare", *(f"migrate-{service.name}" for service in SERVICES)]
PARTS_NAMED = [part.name for part in PARTS]
CONTAINERS = compose()["services"]
START_SECONDS = 90


class Containers:
    """`env` is the .env. A container's ports are others than in the image: here all of them share one machine."""

    def __init__(self, folder: Path, building: Building, env: dict[str, str]) -> None:
        self.folder = folder
        self.building = building
        self.env = env
        self.home = Home(folder / "home").open()
        self.port = self.home.port("gateway")
        self.metrics_ports = {name: self.home.port(f"{name} metrics") for name in PARTS_NAMED}
        self.writable = folder / "tmp"
        self.writable.mkdir()
        self.processes = {name: self.process(name) for name in PARTS_NAMED}

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def environment(self, name: str) -> dict[str, str]:
        """Nothing of the tests' own but where programs are found."""
        environment = {variable: filled(value, self.env) for variable, value in CONTAINERS[name]["environment"].items()}
        here = {"PATH": os.environ["PATH"], "TMPDIR": str(self.writable)}
        if name in PARTS_NAMED:
            here |= {"METRICS_HOST": LOOPBACK, "METRICS_PORT": str(self.metrics_ports[name])}
        if name == GATEWAY.name:
            here |= {"HOST": LOOPBACK, "PORT": str(self.port)}
        return environment | here

    def command(self, *words: str) -> list[str | Path]:
        around = confined(self.building.image, self.writable) if can_confine() else []
        return [*around, self.building.start, *words]

    def run(self, name: str, *words: str) -> subprocess.CompletedProcess[str]:
        """To its end: the container's command, or another in its place."""
        return subprocess.run(
            self.command(*(words or CONTAINERS[name]["command"])),
            env=self.environment(name),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def process(self, name: str) -> Process:
        return Process(
            name,
            self.command(*CONTAINERS[name]["command"]),
            environment=self.environment(name),
            folder=self.folder,
            log=self.home.logs / f"{name}.log",
            ready=lambda: is_ready(self.metrics_ports[name]),
        )

    def is_healthy(self, name: str) -> bool:
        """As the engine asks."""
        kind, *words = CONTAINERS[name]["healthcheck"]["test"]
        assert kind == "CMD"
        return self.run(name, *words).returncode == 0


@pytest.fixture(scope="module")
def env(building: Building, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An .env for the servers of the tests, of which the image makes the rest; and the rights that it says."""
    postgres, amqp, management = (told(f"QERO_TEST_{name}") for name in ("POSTGRES", "AMQP", "AMQP_MANAGEMENT"))
    folder = tmp_path_factory.mktemp("env")
    name = f"qero_image_{os.urandom(6).hex()}"
    users = bus.logins(Home(folder / "home").open(), prefix=f"{name}.")
    with ExitStack() as undo:
        administrator = create_database(postgres, name)
        undo.callback(drop_database, postgres, name)
        # Roles are the whole server's: other tests sign in with these passwords.
        passwords = role_passwords(postgres)
        urls = {variable: url_for(administrator, login=(role, passwords[role])) for role, variable in role_variables()}
        urls |= {amqp_variable(part): url for part, url in bus.urls(amqp, name, users).items()}
        urls["DB_ADMINISTRATOR_URL"] = administrator
        (folder / ENV).write_text("".join(f"{variable}={value}\n" for variable, value in urls.items()))
        subprocess.run([building.start, "python", "-m", "deploy.image.make_env", folder], check=True)
        for path in (f"/api/vhosts/{name}", *(f"/api/users/{login.user}" for login in users.values())):
            undo.callback(bus.manage, management, amqp, "DELETE", path)
        bus.manage(management, amqp, "POST", "/api/definitions", json.loads((folder / DEFINITIONS).read_text()))
        yield read((folder / ENV).read_text())


@pytest.fixture(scope="module")
def containers(
    building: Building, env: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Containers]:
    """All of them: what runs once has ended well, the others are healthy."""
    containers = Containers(tmp_path_factory.mktemp("containers"), building, env)
    for name in ONCE:
        done = containers.run(name)
        assert done.returncode == 0, f"{name}: {done.stdout}"
    with ExitStack() as undo:
        for process in containers.processes.values():
            undo.callback(process.kill)
            process.start()
        for process in containers.processes.values():
            process.wait_ready(START_SECONDS)
        yield containers


def written_in(folder: Path) -> set[tuple[Path, int]]:
    return {(path, path.lstat().st_mtime_ns) for path in folder.rglob("*")}


class TestContainers:
    @pytest.mark.parametrize("name", PARTS_NAMED)
    def test_each_is_healthy_by_its_own_check(self, containers: Containers, name: str):
        assert containers.is_healthy(name)

    def test_one_that_is_away_is_not_healthy(self, containers: Containers, tmp_path: Path):
        elsewhere = Containers(tmp_path, containers.building, containers.env)

        assert not elsewhere.is_healthy(GATEWAY.name)

    @pytest.mark.parametrize("name", ONCE)
    def test_what_runs_once_may_run_again(self, containers: Containers, name: str):
        assert containers.run(name).returncode == 0

    def test_the_gateway_serves_the_app_and_asks_the_services(self, containers: Containers):
        with httpx.Client(base_url=containers.address) as ann:
            page = ann.get("/")
            ann.post(
                "/api/setup",
                json={
                    "team_name": "Nord",
                    "name": "Ann",
                    "email": "ann@nord.example",
                    "password": "tram violin gravel 9",
                },
            ).raise_for_status()
            listed = ann.get("/api/contacts").raise_for_status().json()

        assert '<script type="module"' in page.text
        assert listed["items"] == []

    def test_nothing_is_written_where_the_image_is(self, containers: Containers):
        before = written_in(containers.building.image)
        containers.processes["contacts"].restart()

        assert written_in(containers.building.image) == before

    def test_each_module_is_compiled_beforehand(self, building: Building):
        code = building.image / "srv"
        modules = [path for path in code.rglob("*.py") if "app" not in path.relative_to(code).parts[:2]]

        assert modules
        assert [path for path in modules if not list(path.parent.glob(f"__pycache__/{path.stem}.*.pyc"))] == []

    @pytest.mark.skipif(not can_confine(), reason="this machine lets nobody confine a process")
    def test_each_runs_where_only_a_temporary_folder_can_be_written(self, containers: Containers):
        here = containers.run("prepare", "sh", "-c", 'touch "$TMPDIR/a" && ! touch b')

        assert here.returncode == 0
        assert "Read-only file system" in here.stdout

    @pytest.mark.parametrize("name", PARTS_NAMED)
    def test_one_that_lacks_what_it_needs_says_so(self, containers: Containers, name: str):
        words = CONTAINERS[name]["command"]
        done = subprocess.run(
            containers.command(*words), env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False
        )

        assert done.returncode == 2
        assert "AMQP_URL is missing" in done.stderr

    def test_each_ends_well_when_it_is_told_to(self, containers: Containers):
        processes = containers.processes.values()
        for process in processes:
            process.ask_to_stop()
        for process in processes:
            process.wait_stopped()
        ended = {process.name: process.status for process in processes}
        for process in processes:
            process.start()
        for process in processes:
            process.wait_ready(START_SECONDS)

        assert ended == dict.fromkeys(PARTS_NAMED, "status 0")
