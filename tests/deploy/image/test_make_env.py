"""The .env of compose.yaml, and RabbitMQ's definitions beside it."""

import json
import stat
from pathlib import Path

import pytest

from deploy import environment, rights
from deploy.image.make_env import DEFINITIONS, ENV, amqp_variable, make, read
from deploy.local.say import Trouble
from deploy.topology import PARTS
from gateway.config import GatewayConfig
from kit.callers import public_key_of
from services.push.config import PushConfig


def made(folder: Path) -> dict[str, str]:
    make(folder)
    return read((folder / ENV).read_text())


class TestTheFile:
    def test_is_its_owners_alone(self, tmp_path: Path):
        make(tmp_path)

        assert stat.S_IMODE((tmp_path / ENV).stat().st_mode) == 0o600

    def test_is_another_each_time(self, tmp_path: Path):
        folders = [tmp_path / name for name in ("one", "two")]
        for folder in folders:
            folder.mkdir()
        one, two = map(made, folders)

        same = {name for name in one if one[name] == two[name]}
        assert same == {"PUBLIC_ORIGIN", "PUBLISHED_ON", "QUEUE_TYPE", "VAPID_SUBJECT"}

    def test_keeps_what_it_says_and_gets_what_it_lacks(self, tmp_path: Path):
        (tmp_path / ENV).write_text("# ours\nPUBLIC_ORIGIN=https://crm.example.com\nOTHER=1")

        env = made(tmp_path)

        assert (tmp_path / ENV).read_text().startswith("# ours\nPUBLIC_ORIGIN=https://crm.example.com\nOTHER=1\n")
        assert env["PUBLIC_ORIGIN"] == "https://crm.example.com"
        assert env["LINK_SECRET"]

    def test_stays_as_it_is_when_nothing_is_new(self, tmp_path: Path):
        first = made(tmp_path)

        assert made(tmp_path) == first

    def test_has_a_pair_of_keys(self, tmp_path: Path):
        env = made(tmp_path)

        assert public_key_of(env["CALLER_PRIVATE_KEY"]) == env["CALLER_PUBLIC_KEY"]

    @pytest.mark.parametrize("config", [GatewayConfig, PushConfig])
    def test_has_what_its_readers_take(self, tmp_path: Path, config):
        env = {name.lower(): value for name, value in made(tmp_path).items()}
        told = {name: env[name] for name in config.model_fields if name in env}
        told |= {name.lower(): "x" for name in environment.required(config) if name.lower() not in told}

        config(**{**told, "metrics_port": 1})


class TestTheDefinitions:
    def test_are_the_rights_of_every_part_for_the_users_of_the_urls(self, tmp_path: Path):
        (tmp_path / ENV).write_text("AMQP_CHAT_URL=amqp://talker:secret@elsewhere/qero\n")
        make(tmp_path)
        written = json.loads((tmp_path / DEFINITIONS).read_text())
        logins = {part.name: rights.Login(part.name, "") for part in PARTS} | {"chat": rights.Login("talker", "")}
        expected = rights.definitions("qero", logins)

        assert {**written, "users": []} == {**expected, "users": []}
        assert [user["name"] for user in written["users"]] == [user["name"] for user in expected["users"]]

    def test_hold_no_password(self, tmp_path: Path):
        env = made(tmp_path)
        text = (tmp_path / DEFINITIONS).read_text()

        for part in PARTS:
            assert env[amqp_variable(part.name)].split(":")[2].partition("@")[0] not in text

    def test_are_of_quorum_queues_where_the_processes_are_told_so(self, tmp_path: Path):
        (tmp_path / ENV).write_text("QUEUE_TYPE=quorum\n")
        make(tmp_path)

        [queue] = json.loads((tmp_path / DEFINITIONS).read_text())["queues"]
        assert queue["arguments"] == {"x-queue-type": "quorum"}

    @pytest.mark.parametrize(
        ("line", "trouble"),
        [
            ("AMQP_CHAT_URL=amqp://elsewhere/qero", "AMQP_CHAT_URL needs a user and a password"),
            ("AMQP_CHAT_URL=amqp://chat:secret@elsewhere/other", "All parts meet in one virtual host"),
            ("QUEUE_TYPE=stream", "QUEUE_TYPE is classic or quorum, not stream"),
        ],
    )
    def test_cannot_be_made_of_what_does_not_fit(self, tmp_path: Path, line: str, trouble: str):
        (tmp_path / ENV).write_text(f"{line}\n")

        with pytest.raises(Trouble, match=trouble):
            make(tmp_path)
