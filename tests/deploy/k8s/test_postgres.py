"""Postgres: roles, and what they may. The SQL itself is run on a real server by tests/deploy/test_roles.py."""

import pytest

from deploy import roles
from deploy.k8s.manifests import DATABASE, DATABASE_HOST
from deploy.topology import SERVICES

ROLES = {
    **{service.app: f"db-{service.name}" for service in SERVICES},
    **{service.owner: f"db-{service.name}-owner" for service in SERVICES},
}


@pytest.fixture(scope="module")
def spec(overlays):
    return overlays["prod"].named("Cluster", "postgres")["spec"]


class TestByTheOperator:
    def test_every_role_has_the_password_of_its_secret(self, spec):
        assert {role["name"]: role["passwordSecret"]["name"] for role in spec["managed"]["roles"]} == ROLES

    def test_no_role_may_more_than_sign_in(self, spec):
        for role in spec["managed"]["roles"]:
            assert role["login"]
            assert not role["inherit"]
            assert not {"superuser", "createdb", "createrole", "replication", "bypassrls", "inRoles"} & set(role)

    def test_the_database_is_the_one_of_the_secrets(self, spec, overlays):
        assert spec["bootstrap"]["initdb"]["database"] == DATABASE
        assert f"{overlays['prod'].named('Cluster', 'postgres')['metadata']['name']}-rw" == DATABASE_HOST

    def test_outlives_one_of_its_machines_and_loses_nothing(self, spec):
        assert spec["instances"] == 3
        assert spec["affinity"]["podAntiAffinityType"] == "required"
        assert spec["postgresql"]["synchronous"]["number"] == 1

    def test_is_copied_each_night_and_written_along(self, spec, overlays):
        [plugin] = spec["plugins"]
        [backup] = overlays["prod"].of("ScheduledBackup")

        assert plugin["isWALArchiver"]
        assert backup["spec"]["pluginConfiguration"]["name"] == plugin["name"]


class TestLetters:
    """Small and large, and their order, are those of one machine: `lower` finds Å only there."""

    def test_are_the_operators(self, spec):
        made = spec["bootstrap"]["initdb"]

        assert (made["encoding"], made["localeCollate"], made["localeCType"]) == ("UTF8", "C.UTF-8", "C.UTF-8")

    def test_are_the_single_servers(self, overlays):
        [container] = overlays["local"].pod("StatefulSet postgres").containers

        assert {"name": "POSTGRES_INITDB_ARGS", "value": "--encoding=UTF8 --locale=C.UTF-8"} in container["env"]


class TestItsLog:
    def test_never_tells_what_people_typed(self, spec, overlays):
        [container] = overlays["local"].pod("StatefulSet postgres").containers

        assert spec["postgresql"]["parameters"]["log_error_verbosity"] == "terse"
        assert "log_error_verbosity=terse" in container["args"]


class TestThePreparation:
    @pytest.mark.parametrize("chosen", ["postgres-cnpg", "postgres-statefulset"])
    def test_is_what_one_machine_is_prepared_by(self, combinations, chosen):
        rendering = next(one for one in combinations.values() if chosen in one.components)
        [said] = [one["data"]["prepare.sql"] for one in rendering.of("ConfigMap") if "prepare.sql" in one["data"]]

        assert said.splitlines()[1:] == [f"{statement};" for statement in roles.statements(DATABASE)]

    def test_comes_before_the_passwords(self, overlays):
        [container] = overlays["local"].pod("StatefulSet postgres").containers
        files = {mount["subPath"]: mount["mountPath"] for mount in container["volumeMounts"] if "subPath" in mount}

        assert files["prepare.sql"] < files["passwords.sql"]
