"""What is scaled by what."""

from support.k8s import scaling

from deploy.k8s.scaling import RANGES
from deploy.topology import EVERY_SERVICE, PARTS


def queues(declared, service):
    return {name for name, queue in declared["quorum"]["queues"][service].items() if queue["durable"]}


class TestKeda:
    def test_asks_for_queues_that_the_service_itself_declares(self, overlays, declared):
        asked = scaling.queues_scaled_by(overlays["prod"])

        assert {name: asked[name] - queues(declared, name) for name in EVERY_SERVICE} == {
            name: set() for name in EVERY_SERVICE
        }

    def test_asks_for_the_calls_of_every_service(self, overlays):
        asked = scaling.queues_scaled_by(overlays["prod"])

        assert [name for name in EVERY_SERVICE if f"rpc-{name}" not in asked[name]] == []

    def test_asks_push_for_all_that_waits_for_it(self, overlays, declared):
        assert scaling.queues_scaled_by(overlays["prod"])["push"] == queues(declared, "push")

    def test_asks_rabbitmq_in_its_own_namespace_for_the_virtual_host_that_is_there(self, overlays):
        prod = overlays["prod"]
        triggers = [
            trigger["metadata"]
            for scaled in prod.of("ScaledObject")
            for trigger in scaled["spec"]["triggers"]
            if trigger["type"] == "rabbitmq"
        ]

        [cluster] = [one["metadata"] for one in prod.of("RabbitmqCluster")]
        [vhost] = [one["spec"]["name"] for one in prod.of("Vhost")]
        address = f"http://{cluster['name']}.{cluster['namespace']}.svc:15672"
        assert {(told["host"], told["vhostName"]) for told in triggers} == {(address, vhost)}

    def test_scales_the_gateway_by_its_streams_too_where_prometheus_is(self, combinations):
        def kinds(rendering):
            return {trigger["type"] for trigger in rendering.named("ScaledObject", "gateway")["spec"]["triggers"]}

        scaled = {name: one for name, one in combinations.items() if "keda" in one.components}

        for name, rendering in scaled.items():
            also = {"prometheus"} if "monitoring" in rendering.components else set()
            assert kinds(rendering) == {"cpu"} | also, name

    def test_has_nothing_to_fall_back_on_beside_a_trigger_of_the_processor(self, overlays):
        for scaled in overlays["prod"].of("ScaledObject"):
            is_by_processor = any(trigger["type"] == "cpu" for trigger in scaled["spec"]["triggers"])
            assert ("fallback" in scaled["spec"]) is not is_by_processor


class TestEveryAutoscaler:
    def test_keeps_two_of_each_and_stays_in_its_range(self, combinations):
        for name, rendering in combinations.items():
            for scaler in rendering.of(*scaling.AUTOSCALERS):
                spec = scaler["spec"]
                least = spec.get("minReplicas", spec.get("minReplicaCount"))
                most = spec.get("maxReplicas", spec.get("maxReplicaCount"))
                reach = RANGES[scaler["metadata"]["name"]]
                assert 2 <= least < most, name
                assert (least, most) == (reach.least, reach.most), name

    def test_there_is_a_range_for_every_process(self):
        assert set(RANGES) == {part.name for part in PARTS}


class TestPostgres:
    def test_has_a_connection_for_all_when_there_are_most_of_each(self, combinations):
        for name, rendering in combinations.items():
            assert most_connections(rendering) >= scaling.most_connections(), name


def most_connections(rendering) -> int:
    for cluster in rendering.of("Cluster"):
        return int(cluster["spec"]["postgresql"]["parameters"]["max_connections"])
    [container] = rendering.pod("StatefulSet postgres").containers
    return int(container["args"][1].removeprefix("max_connections="))
