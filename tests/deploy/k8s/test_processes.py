"""What each process is told, how it is watched and how it ends."""

from functools import partial

import pytest
from support.k8s import telling
from support.k8s.rendering import HOST, OVERLAYS, Pod, Rendering

from deploy.topology import PARTS
from gateway.live.endpoint import PATH as STREAM
from gateway.operations import operations

SECONDS_TO_END_IN = 5
"""As the launcher of one machine gives (`deploy.local.system`)."""

PROBES = ("startupProbe", "livenessProbe", "readinessProbe")


@pytest.fixture(scope="module")
def processes(overlays) -> list[Pod]:
    return [pod for name in overlays for pod in overlays[name].pods() if pod.owner["kind"] == "Deployment"]


def env(pod: Pod, name: str):
    return next((one.get("value") for one in pod.containers[0]["env"] if one["name"] == name), None)


class TestEveryProcess:
    @pytest.mark.parametrize("overlay", OVERLAYS)
    def test_has_a_deployment(self, overlays, overlay):
        deployments = {one["metadata"]["name"] for one in overlays[overlay].of("Deployment")}

        assert deployments == {part.name for part in PARTS}

    def test_reads_all_that_it_is_told_is_told_all_that_it_needs_and_starts_with_it(self, faults_in, values):
        assert faults_in(partial(telling.faults, secrets=values)) == {}

    def test_is_probed_where_it_answers(self, processes, declared):
        public = {route.path for route in operations(bus=None).routes}
        answered = {path for path, status in declared["quorum"]["statuses"].items() if not status.startswith("404")}

        for pod in processes:
            [container] = pod.containers
            there = public if pod.part == "gateway" else answered
            assert {container[probe]["httpGet"]["path"] for probe in PROBES} <= there
            assert {container[probe]["httpGet"]["port"] for probe in PROBES} == {"metrics"}

    def test_a_path_that_is_not_there_would_be_seen(self, declared):
        assert declared["quorum"]["statuses"]["/healthz"].startswith("404")

    def test_is_killed_only_for_itself_and_never_for_a_server_that_is_away(self, processes):
        assert {pod.containers[0]["livenessProbe"]["httpGet"]["path"] for pod in processes} == {"/livez"}
        assert {pod.containers[0]["readinessProbe"]["httpGet"]["path"] for pod in processes} == {"/readyz"}

    def test_may_wait_a_minute_for_its_servers_before_it_is_looked_at(self, processes):
        for pod in processes:
            probe = pod.containers[0]["startupProbe"]
            assert 60 <= probe["periodSeconds"] * probe["failureThreshold"] <= 90

    def test_listens_at_the_ports_that_it_names(self, processes):
        for pod in processes:
            ports = {port["name"]: str(port["containerPort"]) for port in pod.containers[0]["ports"]}
            assert (env(pod, "METRICS_HOST"), ports["metrics"]) == ("0.0.0.0", env(pod, "METRICS_PORT"))  # noqa: S104
            assert ports.get("http") == env(pod, "PORT")

    def test_has_time_to_end_its_work(self, processes):
        for pod in processes:
            pause = pod.containers[0].get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
            grace = int(env(pod, "GRACE_SECONDS"))
            assert pod.spec["terminationGracePeriodSeconds"] >= pause + grace + SECONDS_TO_END_IN

    def test_is_replaced_by_one_that_is_ready_before_it_goes(self, processes):
        for pod in processes:
            assert pod.owner["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}

    def test_is_spread_over_zones_and_machines_version_by_version(self, processes):
        for pod in processes:
            spread = {one["topologyKey"]: one for one in pod.spec["topologySpreadConstraints"]}
            assert set(spread) == {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}
            for one in spread.values():
                assert one["whenUnsatisfiable"] == "ScheduleAnyway"
                assert one["matchLabelKeys"] == ["pod-template-hash"]


class TestTheGateway:
    def test_is_taken_out_of_every_proxy_before_it_is_stopped(self, overlays):
        [container] = overlays["prod"].pod("Deployment gateway").containers

        assert container["lifecycle"]["preStop"]["sleep"]["seconds"] >= 5

    def test_believes_the_proxies_before_it_where_there_are_some(self, combinations):
        for name, rendering in combinations.items():
            trusted = bool(told(rendering)["TRUSTED_PROXIES"])
            assert trusted == bool({"gateway-api", "ingress"} & set(rendering.components)), name

    def test_is_reached_by_the_name_that_browsers_see_and_by_no_other(self, combinations):
        for name, rendering in combinations.items():
            assert told(rendering)["PUBLIC_ORIGIN"] == f"https://{HOST}"
            assert hosts(rendering) <= {HOST}, name
            assert bool(hosts(rendering)) == bool({"gateway-api", "ingress"} & set(rendering.components)), name

    def test_a_live_stream_is_never_cut_by_the_way_in(self, overlays):
        rules = overlays["prod"].named("HTTPRoute", "qero")["spec"]["rules"]

        endless = [
            match["path"]["value"] for rule in rules if rule["timeouts"]["request"] == "0s" for match in rule["matches"]
        ]
        assert STREAM in endless


def hosts(rendering: Rendering) -> set[str]:
    return {
        *(listener["hostname"] for one in rendering.of("Gateway") for listener in one["spec"]["listeners"]),
        *(host for one in rendering.of("HTTPRoute") for host in one["spec"]["hostnames"]),
        *(rule["host"] for one in rendering.of("Ingress") for rule in one["spec"]["rules"]),
        *(host for one in rendering.of("Ingress") for tls in one["spec"]["tls"] for host in tls["hosts"]),
    }


def told(rendering: Rendering) -> dict[str, str]:
    [found] = [one["data"] for one in rendering.of("ConfigMap") if "PUBLIC_ORIGIN" in one["data"]]
    return found
