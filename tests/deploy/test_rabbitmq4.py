"""RabbitMQ 4 for `./qero test --rabbitmq 4`: where it comes from, and how it is started. Nothing is fetched here."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local import rabbitmq4
from deploy.local.__main__ import parser
from deploy.local.home import ROOT, Home
from deploy.local.machine import RABBITMQ_PROGRAMS, account_for, epmd, rabbitmq_programs
from deploy.local.say import Trouble

DEB822 = """\
# a comment
Types: deb
URIs: http://mirror.example/security
Suites: bookworm-security
Components: main

Types: deb
# http://archive.example
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""
SHOWN = """\
Package: libc6
Version: 2.41-12
Description: GNU C Library
 Version: of no package

Package: erlang-base
Source: erlang
Version: 1:27.3+dfsg-1
"""


def sources(folder: Path, **files: str) -> Path:
    (folder / "sources.list.d").mkdir(parents=True)
    for name, text in files.items():
        (folder / name.replace("__", "/").replace("_", ".")).write_text(text)
    return folder


class TestTheOption:
    def test_leaves_the_other_words_to_pytest(self):
        told, further = parser().parse_known_args(["test", "-k", "parked", "--rabbitmq", "4", "tests/kit"])

        assert (told.rabbitmq, further) == ("4", ["-k", "parked", "tests/kit"])

    def test_knows_no_other_version(self):
        refused = subprocess.run(
            [sys.executable, "-m", "deploy.local", "test", "--rabbitmq", "3"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

        assert refused.returncode == 2
        assert "argument --rabbitmq: invalid choice: '3'" in refused.stderr


class TestTheMirror:
    def test_is_the_one_of_debian_itself_that_the_machine_uses(self, tmp_path: Path):
        folder = sources(tmp_path, sources_list_d__debian_sources=DEB822)

        assert rabbitmq4.source_line(folder) == (
            "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example/debian trixie main\n"
        )

    def test_may_be_written_in_one_line(self, tmp_path: Path):
        text = (
            "# deb http://old.example/debian bookworm main\n"
            "deb http://mirror.example/security bookworm-security main\n"
            "deb [arch=amd64 signed-by=/keys/debian.gpg] http://mirror.example/debian bookworm main contrib\n"
        )

        assert rabbitmq4.source_line(sources(tmp_path, sources_list=text)) == (
            "deb [signed-by=/keys/debian.gpg] http://mirror.example/debian trixie main\n"
        )

    def test_that_is_named_nowhere_is_missed(self, tmp_path: Path):
        folder = sources(
            tmp_path, sources_list_d__other_sources=DEB822.replace("bookworm bookworm-updates", "stable/x")
        )

        with pytest.raises(Trouble, match=r"comes from Debian trixie, and .* names no mirror of Debian"):
            rabbitmq4.source_line(folder)


class TestPrograms:
    @pytest.fixture
    def home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
        """Its machine's mirror is a folder that is not there."""
        line = f"deb [trusted=yes] file://{tmp_path}/nowhere bookworm main\n"
        monkeypatch.setattr(rabbitmq4, "SOURCES", sources(tmp_path / "apt", sources_list=line))
        monkeypatch.setattr(rabbitmq4, "SHARED", tmp_path / "shared")
        return Home(tmp_path / "home").open()

    def test_that_cannot_be_had_are_said_with_the_reason(self, home: Home):
        with pytest.raises(Trouble, match="RabbitMQ 4 cannot be had") as trouble:
            rabbitmq4.programs(home)
        assert "nowhere" in str(trouble.value)

    def test_that_are_there_do_when_the_mirror_is_away(self, home: Home):
        folder = rabbitmq4.place(home)
        folder.mkdir(parents=True)
        (folder / rabbitmq4.VERSIONS).write_text("rabbitmq-server 4.0.5\n")

        assert rabbitmq4.programs(home) == folder / "bin"

    def test_are_where_the_brokers_user_may_enter(self, home: Home):
        account = account_for("rabbitmq")
        home.path.chmod(0o700)

        assert rabbitmq4.place(home).parent == (rabbitmq4.SHARED if account else home.path)

    def test_are_named_by_their_versions(self):
        assert dict(rabbitmq4.stanzas(SHOWN)) == {"libc6": "2.41-12", "erlang-base": "1:27.3+dfsg-1"}

    def test_are_started_by_the_loader_that_came_with_them(self, tmp_path: Path):
        [loader, *_] = Path("/").glob("lib*/ld-linux*.so.*")
        libraries = tmp_path / "usr" / "lib" / "any-linux-gnu"
        libraries.mkdir(parents=True)
        for library in ("libc.so.6", loader.name):
            [found, *_] = Path("/lib").rglob(library)
            shutil.copy(found, libraries / library)
        program = tmp_path / "erlang" / "bin" / "echo"
        program.parent.mkdir(parents=True)
        shutil.copy("/bin/echo", program)

        rabbitmq4.start_by_own_loader(tmp_path, tmp_path / "erlang")
        said = subprocess.run([program, "two  words"], capture_output=True, text=True, check=True)

        assert program.read_text().startswith(f"#!/bin/sh\nexec {libraries / loader.name} --library-path {libraries}")
        assert said.stdout == "two  words\n"


class TestTheFolderOfOthers:
    def test_is_taken_instead_of_the_systems(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        for name in ("rabbitmq-server", "epmd"):
            (tmp_path / name).touch()
        monkeypatch.setenv(RABBITMQ_PROGRAMS, str(tmp_path))

        assert rabbitmq_programs() == tmp_path
        assert epmd(tmp_path) == str(tmp_path / "epmd")

    def test_without_a_server_is_none(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv(RABBITMQ_PROGRAMS, str(tmp_path))

        assert rabbitmq_programs() is None
