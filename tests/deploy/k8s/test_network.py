"""The table of edges itself, in sentences: what the evaluator finds in what is rendered for people."""

import ipaddress

import pytest
from support.k8s.reaching import Reach, Way, is_in, opens
from support.k8s.rendering import is_selected

from deploy.k8s import network
from deploy.topology import EVERY_SERVICE, PARTS

NAMES = {part.name for part in PARTS}


@pytest.fixture(scope="module")
def ways(overlays) -> set[Way]:
    return Reach(overlays["prod"]).ways


@pytest.fixture(scope="module")
def alone(tree) -> set[Way]:
    """With no component but the servers, which bring the fewest edges."""
    return Reach(tree.combination(["rabbitmq-statefulset", "postgres-statefulset"])).ways


def sources(ways: set[Way], target: str, port: int) -> set[str]:
    return {source for source, reached, number, _ in ways if (reached, number) == (target, port)}


def targets(ways: set[Way], source: str) -> set[tuple[str, int]]:
    return {(target, port) for speaking, target, port, _ in ways if speaking == source}


class TestWhoReaches:
    def test_rabbitmq_are_the_processes(self, ways):
        assert sources(ways, "rabbitmq", 5672) == NAMES

    def test_postgres_are_the_services_the_migrations_and_its_own_standbys(self, ways):
        assert sources(ways, "postgres", 5432) == {*EVERY_SERVICE, "migrate", "postgres"}

    def test_the_gateway_is_the_way_in(self, ways):
        assert sources(ways, "gateway", 8000) == {"envoy-gateway-system"}

    def test_the_metrics_is_prometheus(self, ways):
        assert {name: sources(ways, name, 9100) for name in NAMES} == {name: {"monitoring"} for name in NAMES}

    def test_the_queues_lengths_are_keda_and_the_operator_of_rabbitmq(self, ways):
        assert sources(ways, "rabbitmq", 15672) == {"keda", "rabbitmq-system"}

    def test_the_internet_are_push_and_the_backups_of_postgres(self, ways):
        assert sources(ways, "the internet", 443) == {"push", "postgres"}

    def test_dns_is_everybody_of_ours(self, ways):
        assert sources(ways, "kube-system", 53) == {*NAMES, "migrate", "rabbitmq", "postgres"}


class TestNobody:
    def test_reaches_a_process_but_at_its_ports(self, ways):
        reached = {(target, port) for _, target, port, _ in ways if target in NAMES}

        assert reached == {("gateway", 8000), *((name, 9100) for name in NAMES)}

    def test_reaches_the_gateway_where_no_way_in_is_chosen(self, alone):
        assert not {source for source, target, _, _ in alone if target == "gateway"}

    @pytest.mark.parametrize("stranger", ["a stranger in the cluster", "a stranger among us"])
    def test_who_is_not_in_the_table_reaches_anything_or_is_reached(self, ways, stranger):
        assert not [way for way in ways if stranger in way[:2]]

    def test_but_the_database_speaks_to_the_network_of_the_machines(self, ways):
        beside = {"a machine beside", "a machine beside by IPv6", "the cloud's metadata"}

        assert {source for source, target, _, _ in ways if target in beside} == {"postgres"}

    def test_of_the_services_reaches_another_service(self, ways):
        assert not {(source, target) for source, target, _, _ in ways if source in NAMES and target in NAMES}


class TestTheGateway:
    def test_reaches_rabbitmq_and_names_and_nothing_else(self, ways):
        assert targets(ways, "gateway") == {("rabbitmq", 5672), ("kube-system", 53)}


class TestTheEvaluator:
    """By Kubernetes' rules."""

    @pytest.mark.parametrize(
        ("selector", "is_taken"),
        [
            ({}, True),
            ({"matchLabels": {"a": "1"}}, True),
            ({"matchLabels": {"a": "1", "b": "1"}}, False),
            ({"matchExpressions": [{"key": "a", "operator": "In", "values": ["1", "2"]}]}, True),
            ({"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["1"]}]}, False),
            ({"matchExpressions": [{"key": "b", "operator": "NotIn", "values": ["1"]}]}, True),
            ({"matchExpressions": [{"key": "b", "operator": "Exists"}]}, False),
            ({"matchExpressions": [{"key": "b", "operator": "DoesNotExist"}]}, True),
        ],
    )
    def test_selects_by_labels(self, selector, is_taken):
        assert is_selected({"a": "1"}, selector) is is_taken

    @pytest.mark.parametrize(
        ("port", "is_open"),
        [
            ({"port": 443}, True),
            ({"protocol": "UDP", "port": 443}, False),
            ({"protocol": "TCP"}, True),
            ({"port": 400, "endPort": 500}, True),
            ({"port": 400}, False),
        ],
    )
    def test_opens_ports(self, port, is_open):
        assert opens(port, 443, "TCP") is is_open

    def test_leaves_out_what_a_network_is_said_to_be_without(self):
        block = {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}

        assert (is_in("11.0.0.1", block), is_in("10.0.0.1", block), is_in("::1", block)) == (True, False, False)


class TestTheTable:
    def test_has_no_edge_twice(self):
        named = [(edge.name, edge.by) for edge in network.EDGES]

        assert len(set(named)) == len(named)

    def test_leaves_out_networks_within_the_others(self):
        blocks = [peer["ipBlock"] for peer in network.PUSH_SERVICES.peers()]

        for block in blocks:
            for apart in block["except"]:
                assert ipaddress.ip_network(apart).subnet_of(ipaddress.ip_network(block["cidr"]))
