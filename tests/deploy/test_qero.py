"""The launcher's first steps in sh, before there is any Python of ours, and the locks it installs from."""

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from deploy.local.home import ROOT, Home
from deploy.local.process import began_at

QERO = ROOT / "qero"
LOCKS = {name: (ROOT / "requirements" / f"{name}.lock").read_text() for name in ("run", "test", "bench", "build")}


def qero(*words: str, home: Path, folder: Path, told: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [QERO, *words],
        cwd=folder,
        env={**os.environ, "QERO_HOME": str(home)},
        input=told,
        capture_output=True,
        text=True,
        check=False,
    )


class TestBrokenHome:
    def test_a_file_in_its_place_is_named_with_the_remedy(self, tmp_path: Path):
        (tmp_path / "home").write_text("")

        refused = qero("up", home=tmp_path / "home", folder=tmp_path)

        assert refused.returncode == 1
        assert f"{tmp_path / 'home'} is a file" in refused.stderr
        assert "reset deletes it" in refused.stderr

    def test_a_folder_that_cannot_be_made_is_named_with_the_remedy(self, tmp_path: Path):
        (tmp_path / "file").write_text("")

        refused = qero("up", home=tmp_path / "file" / "home", folder=tmp_path)

        assert refused.returncode == 1
        assert "You may not write" in refused.stderr

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
    def test_somebody_elses_is_named_with_the_remedy(self, tmp_path: Path):
        (tmp_path / "home").mkdir()
        os.chown(tmp_path / "home", 65_534, 65_534)

        refused = qero("up", home=tmp_path / "home", folder=tmp_path)

        assert refused.returncode == 1
        assert "belongs to nobody" in refused.stderr


class TestReset:
    @pytest.mark.parametrize("answer", ["", "n\n", "y\n"])
    def test_deletes_nothing_when_nobody_can_be_asked(self, tmp_path: Path, answer: str):
        (tmp_path / "home").mkdir()
        (tmp_path / "home" / "secrets.json").write_text("{}")

        refused = qero("reset", home=tmp_path / "home", folder=tmp_path, told=answer)

        assert refused.returncode == 1
        assert "Say --yes" in refused.stderr
        assert (tmp_path / "home" / "secrets.json").exists()

    def test_deletes_a_file_in_the_place_of_the_home(self, tmp_path: Path):
        (tmp_path / "home").write_text("")

        assert qero("reset", "--yes", home=tmp_path / "home", folder=tmp_path).returncode == 0
        assert not (tmp_path / "home").exists()

    def test_deletes_a_home_whose_files_are_damaged(self, tmp_path: Path):
        home = tmp_path / "home"
        (home / "venv" / "bin").mkdir(parents=True)
        for name in ("lock", "running.json", "secrets.json", "venv/bin/python"):
            (home / name).write_text("{")

        assert qero("reset", "--yes", home=home, folder=tmp_path).returncode == 0
        assert not home.exists()

    def test_ends_what_a_killed_bench_left_behind(self, tmp_path: Path):
        bench = Home(tmp_path / "home" / "bench").open()
        left = subprocess.Popen(["sleep", "infinity"], start_new_session=True)
        told = {"name": "sleep", "pid": left.pid, "began": began_at(left.pid), "stop_signal": signal.SIGTERM}
        bench.write("running.json", {"processes": [told]})

        try:
            assert qero("reset", "--yes", home=tmp_path / "home", folder=tmp_path).returncode == 0
            assert left.poll() == -signal.SIGTERM
        finally:
            left.kill()
            left.wait()

    def test_nothing_to_delete_is_said(self, tmp_path: Path):
        assert "nothing to delete" in qero("reset", "--yes", home=tmp_path / "home", folder=tmp_path).stdout


class TestPython:
    def test_none_that_fits_is_said_with_the_remedy(self, tmp_path: Path):
        for tool in ("readlink", "dirname", "mkdir", "cmp", "sh"):
            (tmp_path / tool).symlink_to(str(shutil.which(tool)))
        refused = subprocess.run(
            [QERO, "up"],
            env={"PATH": str(tmp_path), "QERO_HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            check=False,
        )

        assert refused.returncode == 1
        assert "needs Python 3.11, 3.12 or 3.13" in refused.stderr
        assert "apt-get install python3" in refused.stderr


class TestLocks:
    @pytest.mark.parametrize("name", LOCKS)
    def test_each_package_is_pinned_by_hash(self, name: str):
        for package in re.split(r"\n(?=[a-z])", LOCKS[name].strip()):
            assert "==" in package.splitlines()[0]
            assert "--hash=sha256:" in package

    @pytest.mark.parametrize("name", LOCKS)
    def test_no_index_is_named(self, name: str):
        assert "://" not in re.sub(r"^\s*#.*$", "", LOCKS[name], flags=re.MULTILINE)

    def test_what_runs_is_what_was_tested(self):
        pins = {name: set(re.findall(r"^([a-z0-9-]+==\S+)", lock, re.MULTILINE)) for name, lock in LOCKS.items()}

        assert pins["run"] | pins["build"] <= pins["test"]
