"""Who selects whom: each selector takes exactly the pods that it is for."""

from collections.abc import Iterator
from typing import Any

from support.k8s.rendering import Pod, Rendering, is_selected


def faults(rendering: Rendering) -> Iterator[str]:
    pods = list(rendering.pods())
    for owner in rendering.of("Deployment", "StatefulSet"):
        yield from owner_faults(owner, pods)
    for deployment in rendering.of("Deployment"):
        if not owned("PodDisruptionBudget", deployment["metadata"]["name"], rendering):
            yield f"Deployment {deployment['metadata']['name']} has no disruption budget"
    for budget in rendering.of("PodDisruptionBudget"):
        yield from one_workload(budget, budget["spec"]["selector"], pods)
        if "minAvailable" in budget["spec"] or budget["spec"]["maxUnavailable"] != 1:
            yield f"PodDisruptionBudget {budget['metadata']['name']} may hold up a node for ever"
    for service in rendering.of("Service"):
        yield from one_workload(service, {"matchLabels": service["spec"]["selector"]}, pods)
        yield from port_faults(service, pods)
    for monitor in rendering.of("PodMonitor"):
        yield from monitor_faults(monitor, pods)
    for pod in pods:
        yield from spread_faults(pod)


def owner_faults(owner: dict[str, Any], pods: list[Pod]) -> Iterator[str]:
    where = f"{owner['kind']} {owner['metadata']['name']}"
    taken = [pod.name for pod in pods if is_selected(pod.labels, owner["spec"]["selector"])]
    if taken != [where]:
        yield f"{where} selects {taken}"


def spread_faults(pod: Pod) -> Iterator[str]:
    for spread in pod.spec.get("topologySpreadConstraints", ()):
        if not is_selected(pod.labels, spread["labelSelector"]):
            yield f"{pod.name} is spread among others than its own"


def owned(kind: str, name: str, rendering: Rendering) -> bool:
    return any(found["metadata"]["name"] == name for found in rendering.of(kind))


def one_workload(manifest: dict[str, Any], selector: dict[str, Any], pods: list[Pod]) -> Iterator[str]:
    taken = [pod.name for pod in pods if is_selected(pod.labels, selector)]
    if len(taken) != 1:
        yield f"{manifest['kind']} {manifest['metadata']['name']} selects {taken}"


def port_names(pod: Pod) -> set[str]:
    return {port["name"] for container in pod.containers for port in container.get("ports", ())}


def port_faults(service: dict[str, Any], pods: list[Pod]) -> Iterator[str]:
    selector = {"matchLabels": service["spec"]["selector"]}
    for pod in pods:
        if is_selected(pod.labels, selector):
            for port in service["spec"]["ports"]:
                if port["targetPort"] not in port_names(pod):
                    yield f"Service {service['metadata']['name']}: {pod.name} has no port {port['targetPort']}"


OPERATORS_PORTS = {"RabbitmqCluster": {"prometheus"}, "Cluster": {"metrics"}}
"""What the pods have that an operator makes."""


def monitor_faults(monitor: dict[str, Any], pods: list[Pod]) -> Iterator[str]:
    name, seen = monitor["metadata"]["name"], False
    for pod in pods:
        if is_selected(pod.labels, monitor["spec"]["selector"]):
            seen = True
            there = port_names(pod) | OPERATORS_PORTS.get(pod.owner["kind"], set())
            for endpoint in monitor["spec"]["podMetricsEndpoints"]:
                if endpoint["port"] not in there:
                    yield f"PodMonitor {name}: {pod.name} has no port {endpoint['port']}"
    # The single Postgres has nobody who counts.
    if not seen and name != "postgres":
        yield f"PodMonitor {name} sees nobody"
