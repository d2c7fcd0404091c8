"""compose.yaml: every process, told what it reads and nothing else, confined, and started in order."""

import re

import pytest
from support.compose import FOLDER, compose, filled, named

from deploy import environment
from deploy.image.building import DOCKERFILE, IMAGE
from deploy.image.dockerfile import stages
from deploy.image.make_env import ENV, amqp_variable, wanted
from deploy.local.home import ROOT
from deploy.prepare import PrepareConfig
from deploy.topology import GATEWAY, PARTS, SERVICES
from kit.migrations.config import MigrationConfig

FILE = compose()
CONTAINERS = FILE["services"]
SERVERS = {"postgres", "rabbitmq"}
OURS = {name: told for name, told in CONTAINERS.items() if name not in SERVERS}
STAGE = stages((ROOT / DOCKERFILE).read_text())[IMAGE]
BY_THE_IMAGE = STAGE.pairs("ENV")
CONFIGS = {
    **environment.CONFIGS,
    **{f"migrate-{service.name}": MigrationConfig for service in SERVICES},
    "prepare": PrepareConfig,
}
PARTS_NAMED = [part.name for part in PARTS]


class TestContainers:
    def test_are_every_process_and_what_goes_before(self):
        assert set(OURS) == set(CONFIGS)

    @pytest.mark.parametrize("service", [service.name for service in SERVICES])
    def test_a_service_is_served_by_its_name(self, service: str):
        assert CONTAINERS[service]["command"] == ["python", "-m", "kit.serve", service]
        assert CONTAINERS[f"migrate-{service}"]["command"] == ["python", "-m", "kit.migrations", service]

    def test_the_gateway_is_what_the_image_runs_by_itself(self):
        [command] = STAGE.all("CMD")

        assert CONTAINERS[GATEWAY.name]["command"] == command.words

    def test_are_of_the_one_image_which_is_built_once(self):
        assert len({told["image"] for told in OURS.values()}) == 1
        assert [name for name, told in OURS.items() if "build" in told] == ["prepare"]

    @pytest.mark.parametrize("server", sorted(SERVERS))
    def test_of_servers_are_pinned(self, server: str):
        assert re.fullmatch(r"(postgres:\d+\.\d+-trixie|rabbitmq:4\.\d+-management)", CONTAINERS[server]["image"])


class TestEnvironment:
    @pytest.mark.parametrize("name", OURS)
    def test_has_all_that_is_required_and_nothing_unknown(self, name: str):
        told, config = set(OURS[name]["environment"]), CONFIGS[name]

        assert environment.required(config) <= told | set(BY_THE_IMAGE)
        assert told <= environment.variables(config)

    @pytest.mark.parametrize("name", PARTS_NAMED)
    def test_has_nobody_elses_password(self, name: str):
        others = {other.name.upper() for other in PARTS if other.name != name} | {"ADMINISTRATOR", "POSTGRES", "OWNER"}

        for variable in named(OURS[name]["environment"]):
            assert not others & set(variable.split("_"))

    def test_is_all_that_make_env_makes(self):
        told = named(FILE)

        assert told - {"QERO_VERSION", "TRUSTED_PROXIES"} == set(dict(wanted({})))

    def test_holds_no_secret_itself(self):
        secret = re.compile(r"PASSWORD|SECRET|PRIVATE|_URL")
        told = [pair for each in CONTAINERS.values() for pair in each.get("environment", {}).items()]

        assert all(value.startswith("${") for name, value in told if secret.search(name))

    def test_reaches_each_server_by_its_name(self):
        env = dict(wanted({}))

        assert "@postgres:5432/qero" in filled(OURS["accounts"]["environment"]["DATABASE_URL"], env)
        assert "@rabbitmq:5672/qero" in env[amqp_variable("accounts")]
        assert CONTAINERS["postgres"]["environment"]["POSTGRES_DB"] == "qero"


class TestConfinement:
    @pytest.mark.parametrize("name", OURS)
    def test_ours_write_only_what_is_forgotten(self, name: str):
        told = OURS[name]

        assert told["read_only"] is True
        assert [place.partition(":")[0] for place in told["tmpfs"]] == ["/tmp"]  # noqa: S108  where it is in the image
        assert "volumes" not in told

    @pytest.mark.parametrize("name", CONTAINERS)
    def test_nobody_has_a_right_of_root(self, name: str):
        told = CONTAINERS[name]

        assert told["cap_drop"] == ["ALL"]
        assert told["security_opt"] == ["no-new-privileges:true"]
        assert not {"privileged", "cap_add", "network_mode", "pid", "devices"} & set(told)
        assert name in OURS or told["user"] == name

    @pytest.mark.parametrize("part", PARTS, ids=PARTS_NAMED)
    def test_each_reaches_only_what_it_needs(self, part):
        outside = {"outside"} if part.name in ("push", GATEWAY.name) else set()

        assert set(OURS[part.name]["networks"]) == {"bus"} | ({"database"} if part.answers else set()) | outside
        assert [name for name, network in FILE["networks"].items() if not network] == ["outside"]

    def test_only_the_gateway_is_published(self):
        assert [name for name, told in CONTAINERS.items() if "ports" in told] == [GATEWAY.name]


class TestOrder:
    @pytest.mark.parametrize("service", [service.name for service in SERVICES])
    def test_a_service_waits_for_its_tables_and_the_bus(self, service: str):
        assert OURS[service]["depends_on"] == {
            "rabbitmq": {"condition": "service_healthy"},
            f"migrate-{service}": {"condition": "service_completed_successfully"},
        }
        assert OURS[f"migrate-{service}"]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}

    def test_all_begins_with_a_healthy_database(self):
        assert OURS["prepare"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}

    @pytest.mark.parametrize("name", CONTAINERS)
    def test_what_goes_on_is_restarted_and_looked_at_and_what_ends_is_not(self, name: str):
        told = CONTAINERS[name]
        goes_on = name in SERVERS or name in PARTS_NAMED

        assert told["restart"] == ("unless-stopped" if goes_on else "no")
        assert ("healthcheck" in told) == goes_on

    @pytest.mark.parametrize("name", OURS)
    def test_a_process_has_longer_than_its_grace(self, name: str):
        assert int(OURS[name]["stop_grace_period"].removesuffix("s")) > int(BY_THE_IMAGE["GRACE_SECONDS"])


class TestFiles:
    def test_that_are_mounted_are_there_or_made(self):
        files = {each["file"] for each in FILE["configs"].values()}

        assert files == {"./rabbitmq.conf", "./definitions.json"}
        assert (FOLDER / "rabbitmq.conf").is_file()

    def test_that_are_made_are_kept_by_nobody(self):
        ignored = (FOLDER.parents[1] / ".gitignore").read_text().splitlines()

        assert {f"/deploy/image/{ENV}", "/deploy/image/definitions.json"} <= set(ignored)

    def test_rabbitmq_reads_the_definitions_where_they_are_mounted(self):
        [place] = [each["target"] for each in CONTAINERS["rabbitmq"]["configs"] if each["source"] == "definitions"]

        assert f"load_definitions = {place}\n" in (FOLDER / "rabbitmq.conf").read_text()
