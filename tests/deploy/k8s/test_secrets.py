"""The command that makes every Secret of a new QERO."""

import json
import stat
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from deploy.k8s import secrets
from deploy.k8s.external import FETCHED_FOR
from deploy.k8s.manifests import BROKER_HOST, DATABASE, DATABASE_HOST, VHOST
from deploy.k8s.secret_keys import KEPT
from deploy.topology import PARTS, SERVICES
from kit.callers import Signer, Verifier, public_key_of


@pytest.fixture(scope="module")
def made() -> secrets.Values:
    return secrets.values({})


class TestValues:
    def test_are_all_that_the_table_says_and_no_more(self, made):
        assert {name: set(found) for name, found in made.items()} == {kept.name: set(kept.keys) for kept in KEPT}

    def test_lead_each_process_to_the_broker_as_itself(self, made):
        for part in PARTS:
            told = made[f"amqp-{part.name}"]
            url = urlsplit(told["url"])
            assert (url.username, unquote(url.password)) == (told["username"], told["password"])
            assert (told["username"], url.hostname, url.path) == (part.name, BROKER_HOST, f"/{VHOST}")

    def test_lead_each_service_to_the_database_by_its_app_role_and_its_migrations_by_the_owner(self, made):
        for service in SERVICES:
            for secret, role in ((f"db-{service.name}", service.app), (f"db-{service.name}-owner", service.owner)):
                told = made[secret]
                url = urlsplit(told["url"])
                assert (url.username, unquote(url.password)) == (role, told["password"])
                assert (told["username"], url.hostname, url.path) == (role, DATABASE_HOST, f"/{DATABASE}")

    def test_no_two_passwords_are_the_same(self, made):
        passwords = [found["password"] for found in made.values() if "password" in found]

        assert len(set(passwords)) == len(passwords)

    def test_services_verify_what_the_gateway_signs(self, made):
        assert public_key_of(made["caller"]["private"]) == made["caller"]["public"]
        Signer(made["caller"]["private"])
        Verifier(made["caller"]["public"])

    def test_the_broker_knows_every_user_by_a_hash_that_fits(self, made):
        told = json.loads(made["rabbitmq-users"]["users.json"])

        passwords = {
            found["username"]: found["password"]
            for name, found in made.items()
            if name.startswith(("amqp-", "rabbitmq-a"))
        }
        assert {
            user["name"]: secrets.fits(passwords[user["name"]], user["password_hash"]) for user in told["users"]
        } == (dict.fromkeys(passwords, True))
        assert told["vhosts"] == [{"name": VHOST}]

    def test_the_broker_hears_no_password_itself(self, made):
        assert made["amqp-chat"]["password"] not in made["rabbitmq-users"]["users.json"]

    def test_the_database_hears_the_password_of_every_role(self, made):
        said = made["postgres-administrator"]["passwords.sql"]

        for service in SERVICES:
            assert f"alter role \"{service.app}\" password '{made[f'db-{service.name}']['password']}';\n" in said
            assert (
                f"alter role \"{service.owner}\" password '{made[f'db-{service.name}-owner']['password']}';\n" in said
            )


class TestAgain:
    def test_nothing_changes(self, made):
        assert secrets.values(made) == made

    def test_what_is_missing_is_added_and_the_rest_stays(self, made):
        kept = {name: found for name, found in made.items() if name not in ("amqp-chat", "links")}

        again = secrets.values(kept)

        assert {name: again[name] for name in made if name in kept and "users" not in name} == {
            name: found for name, found in kept.items() if "users" not in name
        }
        assert again["amqp-chat"]["password"] != made["amqp-chat"]["password"]

    def test_the_broker_hears_of_a_password_that_was_changed(self, made):
        kept = {**made, "amqp-chat": {**made["amqp-chat"], "password": "another"}}

        users = json.loads(secrets.values(kept)["rabbitmq-users"]["users.json"])["users"]

        assert [secrets.fits("another", user["password_hash"]) for user in users if user["name"] == "chat"] == [True]

    def test_another_subject_is_taken_when_one_is_told(self, made):
        assert secrets.values(made, subject="mailto:ann@qero.app")["vapid"] == {
            **made["vapid"],
            "subject": "mailto:ann@qero.app",
        }


class TestTheFile:
    def test_is_for_its_owner_alone(self, tmp_path):
        path = secrets.write(tmp_path / "new")

        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_is_read_again(self, tmp_path):
        path = secrets.write(tmp_path)
        before = path.read_text()

        secrets.write(tmp_path)

        assert path.read_text() == before

    def test_is_one_that_git_never_sees(self):
        ignored = (secrets.Path(__file__).resolve().parents[3] / ".gitignore").read_text().splitlines()

        assert "deploy/k8s/overlays/*/secrets/" in ignored


class TestExternalSecrets:
    def test_are_those_that_servers_run_by_operators_need(self, overlays):
        wanted = {kept.name: kept for kept in KEPT if kept.by in FETCHED_FOR}

        found = {one["spec"]["target"]["name"]: one["spec"] for one in overlays["prod"].of("ExternalSecret")}

        assert set(found) == set(wanted)
        for name, spec in found.items():
            assert tuple(entry["secretKey"] for entry in spec["data"]) == wanted[name].keys
            assert spec["target"]["template"]["type"] == wanted[name].type
            assert {entry["remoteRef"]["key"] for entry in spec["data"]} == {f"qero/{name}"}

    def test_are_of_the_same_type_as_what_the_command_makes(self, tmp_path):
        made = {one["metadata"]["name"]: one["type"] for one in yaml.safe_load_all(secrets.write(tmp_path).read_text())}

        assert made == {kept.name: kept.type for kept in KEPT}
