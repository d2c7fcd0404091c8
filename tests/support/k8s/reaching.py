"""Who reaches whom by the NetworkPolicies of a rendering: an evaluator of what they say.

Replicas of one workload are two parties of the same name. Left out: what a cluster's network makes of it, and named
ports, which no policy of ours has.
"""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from support.k8s.rendering import Rendering, is_selected

from deploy.k8s import network
from deploy.k8s.manifests import NAMESPACE, PART

PORTS = (53, 80, 443, 4318, 4369, 5432, 5671, 5672, 6443, 8000, 9100, 9187, 15672, 15692, 25672)
PROTOCOLS = ("TCP", "UDP")
Way = tuple[str, str, int, str]
"""From, to, port, protocol."""


@dataclass(frozen=True)
class Party:
    """Pods in a namespace, or an address outside of the cluster."""

    name: str
    namespace: str = ""
    labels: dict[str, str] = field(default_factory=dict, hash=False)
    address: str = ""

    @property
    def is_ours(self) -> bool:
        return self.namespace == NAMESPACE


OUTSIDE = (
    *(
        Party(place.name, place.name, {"k8s-app": "something"})
        for place in {edge.source: None for edge in network.EDGES} | {edge.target: None for edge in network.EDGES}
        if isinstance(place, network.Namespace)
    ),
    Party("a stranger in the cluster", "default", {PART: "gateway"}),
    Party("a stranger among us", NAMESPACE, {}),
    Party("the internet", address="151.101.1.6"),
    Party("the internet by IPv6", address="2a04:4e42::6"),
    Party("a machine beside", address="10.1.2.3"),
    Party("a machine beside by IPv6", address="fd12::3"),
    Party("the cloud's metadata", address="169.254.169.254"),
)


class Reach:
    def __init__(self, rendering: Rendering) -> None:
        self.policies = [policy["spec"] for policy in rendering.of("NetworkPolicy")]
        own = {pod.part: Party(pod.part, NAMESPACE, pod.labels) for pod in rendering.pods()}
        self.parties = [*own.values(), *OUTSIDE]

    @cached_property
    def ways(self) -> set[Way]:
        """Each way on which one of ours says something, or is spoken to."""
        found = set()
        for source in self.parties:
            for target in self.parties:
                if source is target and [source] and not source.is_ours:
                    continue
                if source.is_ours or target.is_ours:
                    leaves = self.allowed("Egress", source, target)
                    enters = self.allowed("Ingress", target, source)
                    found |= {(source.name, target.name, *way) for way in leaves & enters}
        return found

    def allowed(self, direction: str, ours: Party, other: Party) -> set[tuple[int, str]]:
        """The ports at which `ours` may speak to `other`, or be spoken to by it."""
        everything = {(port, protocol) for port in PORTS for protocol in PROTOCOLS}
        if not ours.is_ours:
            return everything
        held = [
            policy
            for policy in self.policies
            if direction in policy["policyTypes"] and is_selected(ours.labels, policy["podSelector"])
        ]
        if not held:
            return everything
        side = "to" if direction == "Egress" else "from"
        rules = [rule for policy in held for rule in policy.get(direction.lower(), ())]
        return {
            way
            for rule in rules
            if side not in rule or any(is_meant(other, peer) for peer in rule[side])
            for way in everything
            if "ports" not in rule or any(opens(port, *way) for port in rule["ports"])
        }


def is_meant(party: Party, peer: dict[str, Any]) -> bool:
    if "ipBlock" in peer:
        return bool(party.address) and is_in(party.address, peer["ipBlock"])
    if not party.namespace:
        return False
    if "namespaceSelector" in peer:
        labels = {network.NAMESPACE_LABEL: party.namespace}
        is_there = is_selected(labels, peer["namespaceSelector"])
    else:
        is_there = party.is_ours
    return is_there and is_selected(party.labels, peer.get("podSelector", {}))


def is_in(address: str, block: dict[str, Any]) -> bool:
    def holds(network_: str) -> bool:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network_)

    return holds(block["cidr"]) and not any(holds(apart) for apart in block.get("except", ()))


def opens(port: dict[str, Any], number: int, protocol: str) -> bool:
    if port.get("protocol", "TCP") != protocol:
        return False
    if "port" not in port:
        return True
    return bool(port["port"] <= number <= port.get("endPort", port["port"]))


def wanted(rendering: Rendering) -> Iterator[Way]:
    """What the table of edges says, of the parties that are there."""
    parties = Reach(rendering).parties
    for edge in network.edges_of(rendering.components):
        for source in parties:
            for target in parties:
                if stands_for(edge.source, source) and stands_for(edge.target, target):
                    yield from (
                        (source.name, target.name, port, protocol) for port in edge.ports for protocol in edge.protocols
                    )


def stands_for(place: network.Place, party: Party) -> bool:
    match place:
        case network.Pods():
            return party.is_ours and party.labels.get(PART) in place.parts
        case network.Namespace():
            return party.namespace == place.name
        case network.Addresses():
            blocks = [place.block(network_) for network_ in place.networks]
            return bool(party.address) and any(is_in(party.address, block) for block in blocks)


def faults(rendering: Rendering) -> Iterator[str]:
    are, should_be = Reach(rendering).ways, set(wanted(rendering))
    yield from (f"{source} reaches {target} at {port} {kind}" for source, target, port, kind in are - should_be)
    yield from (f"{source} cannot reach {target} at {port} {kind}" for source, target, port, kind in should_be - are)
