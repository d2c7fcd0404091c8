"""Who reaches whom: the one table of edges. Everything that is not in it is refused, in both directions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from deploy.k8s.manifests import MIGRATE, PART, POSTGRES, RABBITMQ, Manifest, manifest
from deploy.topology import EVERY_SERVICE, GATEWAY, PARTS

API_PORT = 8000
METRICS_PORT = 9100

NAMESPACE_LABEL = "kubernetes.io/metadata.name"
"""Kubernetes itself sets it."""

OWN_NETWORKS = (
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"),
    *("fc00::/7", "fe80::/10"),
)
"""Of machines and clouds, the addresses among them at which a cloud tells a machine its secrets."""


@dataclass(frozen=True)
class Pods:
    """Ours."""

    parts: tuple[str, ...]

    @property
    def words(self) -> str:
        return ", ".join(self.parts)

    def selector(self) -> dict[str, Any]:
        if len(self.parts) == 1:
            return {"matchLabels": {PART: self.parts[0]}}
        return {"matchExpressions": [{"key": PART, "operator": "In", "values": list(self.parts)}]}

    def peers(self) -> list[dict[str, Any]]:
        return [{"podSelector": self.selector()}]


@dataclass(frozen=True)
class Namespace:
    """All pods of somebody else's."""

    name: str
    words: str

    def peers(self) -> list[dict[str, Any]]:
        return [{"namespaceSelector": {"matchLabels": {NAMESPACE_LABEL: self.name}}}]


@dataclass(frozen=True)
class Addresses:
    """`but` are networks within `networks`."""

    words: str
    networks: tuple[str, ...] = ("0.0.0.0/0", "::/0")
    but: tuple[str, ...] = ()

    def peers(self) -> list[dict[str, Any]]:
        return [{"ipBlock": self.block(network)} for network in self.networks]

    def block(self, network: str) -> dict[str, Any]:
        apart = [other for other in self.but if (":" in other) == (":" in network)]
        return {"cidr": network, "except": apart} if apart else {"cidr": network}


Place = Pods | Namespace | Addresses


@dataclass(frozen=True)
class Edge:
    """`by` is "base" or the component that brings it. Ports are TCP, unless the edge says otherwise."""

    name: str
    by: str
    source: Place
    target: Place
    ports: tuple[int, ...]
    protocols: tuple[str, ...] = ("TCP",)


ALL_PARTS = Pods(tuple(part.name for part in PARTS))
ALL_SERVICES = Pods(EVERY_SERVICE)
THE_GATEWAY = Pods((GATEWAY.name,))
THE_BROKER = Pods((RABBITMQ,))
THE_DATABASE = Pods((POSTGRES,))
EVERYBODY = Pods((*ALL_PARTS.parts, MIGRATE, RABBITMQ, POSTGRES))

DNS = Namespace("kube-system", "DNS (namespace kube-system)")
PROMETHEUS = Namespace("monitoring", "Prometheus (namespace monitoring)")
KEDA = Namespace("keda", "KEDA (namespace keda)")
RABBITMQ_OPERATORS = Namespace("rabbitmq-system", "RabbitMQ's operators (namespace rabbitmq-system)")
CLOUDNATIVE_PG = Namespace("cnpg-system", "CloudNativePG (namespace cnpg-system)")
GATEWAY_CONTROLLER = Namespace("envoy-gateway-system", "gateway controller (namespace envoy-gateway-system)")
INGRESS_CONTROLLER = Namespace("traefik", "ingress controller (namespace traefik)")
COLLECTOR = Namespace("observability", "collector of traces (namespace observability)")
PUSH_SERVICES = Addresses("internet, no address of a machine's own network", but=OWN_NETWORKS)
ANY_ADDRESS = Addresses("any address: the Kubernetes API and the store of the backups")

EDGES = (
    Edge("dns", "base", EVERYBODY, DNS, (53,), ("UDP", "TCP")),
    Edge("parts-to-rabbitmq", "base", ALL_PARTS, THE_BROKER, (5672,)),
    Edge("services-to-postgres", "base", ALL_SERVICES, THE_DATABASE, (5432,)),
    Edge("migrate-to-postgres", "base", Pods((MIGRATE,)), THE_DATABASE, (5432,)),
    Edge("push-to-internet", "base", Pods(("push",)), PUSH_SERVICES, (443,)),
    Edge("door-to-gateway", "gateway-api", GATEWAY_CONTROLLER, THE_GATEWAY, (API_PORT,)),
    Edge("door-to-gateway", "ingress", INGRESS_CONTROLLER, THE_GATEWAY, (API_PORT,)),
    Edge("prometheus-to-parts", "monitoring", PROMETHEUS, ALL_PARTS, (METRICS_PORT,)),
    Edge("prometheus-to-rabbitmq", "monitoring", PROMETHEUS, THE_BROKER, (15692,)),
    Edge("prometheus-to-postgres", "monitoring", PROMETHEUS, THE_DATABASE, (9187,)),
    Edge("parts-to-collector", "traces", ALL_PARTS, COLLECTOR, (4318,)),
    Edge("keda-to-rabbitmq", "keda", KEDA, THE_BROKER, (15672,)),
    Edge("rabbitmq-to-rabbitmq", "rabbitmq-operator", THE_BROKER, THE_BROKER, (4369, 25672)),
    Edge("operators-to-rabbitmq", "rabbitmq-operator", RABBITMQ_OPERATORS, THE_BROKER, (15672,)),
    Edge("postgres-to-postgres", "postgres-cnpg", THE_DATABASE, THE_DATABASE, (5432, 8000)),
    Edge("operator-to-postgres", "postgres-cnpg", CLOUDNATIVE_PG, THE_DATABASE, (8000,)),
    Edge("postgres-to-apis", "postgres-cnpg", THE_DATABASE, ANY_ADDRESS, (443, 6443)),
)


def edges_of(components: Iterable[str]) -> list[Edge]:
    chosen = {"base", *components}
    return [edge for edge in EDGES if edge.by in chosen]


def policies(by: str) -> list[Manifest]:
    """For each edge one that lets its source speak, and one that lets its target hear, where these are ours."""
    return [policy for edge in EDGES if edge.by == by for policy in policies_of(edge)]


def policies_of(edge: Edge) -> Iterator[Manifest]:
    ports = [{"protocol": protocol, "port": port} for port in edge.ports for protocol in edge.protocols]
    if isinstance(edge.source, Pods):
        yield policy(f"{edge.name}-out", edge.source, "Egress", {"to": edge.target.peers(), "ports": ports})
    if isinstance(edge.target, Pods):
        yield policy(f"{edge.name}-in", edge.target, "Ingress", {"from": edge.source.peers(), "ports": ports})


def policy(name: str, pods: Pods, direction: str, rule: dict[str, Any]) -> Manifest:
    spec = {"podSelector": pods.selector(), "policyTypes": [direction], direction.lower(): [rule]}
    return manifest("networking.k8s.io/v1", "NetworkPolicy", name, spec)


def matrix() -> str:
    """In Markdown."""
    lines = ["| from | to | ports | brought by |", "|---|---|---|---|"]
    for edge in EDGES:
        ports = ", ".join(map(str, edge.ports))
        protocols = "" if edge.protocols == ("TCP",) else " " + " and ".join(edge.protocols)
        lines.append(f"| {edge.source.words} | {edge.target.words} | {ports}{protocols} | {edge.by} |")
    return "\n".join(lines) + "\n"
