"""The folder of one QERO: what is kept in it, and what is said when it is broken."""

import os
import socket
from pathlib import Path

import pytest

from deploy.local.emptied import emptied
from deploy.local.home import Home
from deploy.local.say import Trouble

NOBODY = 65_534


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").open()


class TestPorts:
    def test_a_port_is_remembered(self, home: Home):
        assert home.port("postgres") == Home(home.path).port("postgres")

    def test_two_uses_have_two_ports(self, home: Home):
        assert home.port("postgres") != home.port("gateway metrics")

    def test_a_port_that_somebody_took_since_is_replaced(self, home: Home):
        before = home.port("postgres")
        with socket.socket() as somebody:
            somebody.bind(("127.0.0.1", before))
            somebody.listen()

            after = home.port("postgres")

        assert after != before
        assert home.port("postgres") == after


class TestSecrets:
    def test_a_secret_is_made_once(self, home: Home):
        assert home.secret("links") == Home(home.path).secret("links")

    def test_only_the_owner_may_read_them(self, home: Home):
        home.secret("links")

        assert (home.path / "secrets.json").stat().st_mode & 0o777 == 0o600


class TestAlone:
    def test_a_second_launcher_is_told_where_the_first_one_runs(self, home: Home):
        home.write("running.json", {"pid": 4711, "address": "http://127.0.0.1:8000"})

        with (
            home.alone(),
            pytest.raises(Trouble, match=r"runs already at http://127.0.0.1:8000, pid 4711\. \./qero down stops it"),
            Home(home.path).alone(),
        ):
            pass

    def test_the_next_one_may_when_the_first_has_ended(self, home: Home):
        with home.alone():
            pass

        assert not home.is_in_use()


class TestEmptied:
    def test_begins_without_what_was_in_its_folders(self, home: Home):
        for name in ("logs", "work", "kept"):
            (home.path / name).mkdir(exist_ok=True)
            (home.path / name / "old").write_text("")

        with emptied(home, "logs", "work"):
            found = {file.parent.name for file in home.path.glob("*/old")}

        assert found == {"kept"}

    def test_ends_with_the_data_of_servers_that_live_elsewhere(self, home: Home, tmp_path: Path):
        elsewhere = tmp_path / home.mark
        elsewhere.mkdir()
        (home.path / "servers").symlink_to(elsewhere)

        with emptied(home, "servers"):
            (elsewhere / "data").write_text("")

        assert not elsewhere.exists()

    def test_is_one_launchers_at_a_time(self, home: Home):
        with emptied(home):
            assert home.is_in_use()


class TestOpen:
    def test_a_file_in_its_place_is_named_with_the_remedy(self, tmp_path: Path):
        (tmp_path / "home").write_text("")

        with pytest.raises(Trouble, match=r"is a file.*\./qero reset"):
            Home(tmp_path / "home").open()

    def test_a_damaged_file_is_named_with_the_remedy(self, home: Home):
        (home.path / "ports.json").write_text("{")

        with pytest.raises(Trouble, match=r"ports\.json cannot be read.*\./qero reset"):
            Home(home.path).open()

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
    def test_somebody_elses_is_named_with_the_remedy(self, home: Home):
        os.chown(home.path, NOBODY, NOBODY)

        with pytest.raises(Trouble, match=r"belongs to nobody: run \./qero as nobody"):
            Home(home.path).open()
