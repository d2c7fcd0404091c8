"""Whatever a manifest names is there: configuration, Secrets with their keys, accounts, volumes, services and so on.

`by_hand` are the Secrets that somebody makes beside the manifests, with their keys.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from support.k8s.rendering import Pod, Rendering

from deploy.k8s.secret_keys import KEPT

OURS = {kept.name: set(kept.keys) for kept in KEPT}
TLS = {"qero-tls": {"tls.crt", "tls.key"}}
BACKUPS = {"backups": {"access-key-id", "secret-access-key"}}
BY_HAND = OURS | TLS | BACKUPS

Keys = Mapping[str, set[str]]
LOGIN = {"username", "password"}


class References:
    def __init__(self, rendering: Rendering, by_hand: Keys) -> None:
        self.rendering = rendering
        self.maps = {one["metadata"]["name"]: set(one.get("data", {})) for one in rendering.of("ConfigMap")}
        self.secrets = {
            **by_hand,
            **{one["metadata"]["name"]: set(one["stringData"]) for one in rendering.of("Secret")},
            **{
                one["spec"]["target"]["name"]: {entry["secretKey"] for entry in one["spec"]["data"]}
                for one in rendering.of("ExternalSecret")
            },
        }

    def faults(self) -> Iterator[str]:
        for pod in self.rendering.pods():
            yield from (f"{pod.name}: {fault}" for fault in self.pod_faults(pod))
        for manifest in self.rendering.manifests:
            where = f"{manifest['kind']} {manifest['metadata']['name']}"
            yield from (f"{where}: {fault}" for fault in self.manifest_faults(manifest))

    def pod_faults(self, pod: Pod) -> Iterator[str]:
        account = pod.spec.get("serviceAccountName")
        if account:
            yield from self.named("ServiceAccount", account)
        claims = {claim["metadata"]["name"] for claim in pod.owner["spec"].get("volumeClaimTemplates", ())}
        volumes = {volume["name"]: volume for volume in pod.spec.get("volumes", ())}
        for volume in volumes.values():
            yield from self.keys(self.maps, "ConfigMap", volume.get("configMap", {}).get("name"), set())
            yield from self.keys(self.secrets, "Secret", volume.get("secret", {}).get("secretName"), set())
        for container in pod.containers:
            for told in container.get("env", ()):
                yield from self.source_faults(told.get("valueFrom", {}))
            for mount in container.get("volumeMounts", ()):
                if mount["name"] not in claims | volumes.keys():
                    yield f"no volume {mount['name']}"
                elif "subPath" in mount:
                    yield from self.file_faults(volumes[mount["name"]], mount["subPath"])
            yield from probe_faults(container)

    def source_faults(self, source: dict[str, Any]) -> Iterator[str]:
        wanted = source.get("configMapKeyRef", {})
        yield from self.keys(self.maps, "ConfigMap", wanted.get("name"), {wanted.get("key")})
        wanted = source.get("secretKeyRef", {})
        yield from self.keys(self.secrets, "Secret", wanted.get("name"), {wanted.get("key")})

    def file_faults(self, volume: dict[str, Any], file: str) -> Iterator[str]:
        yield from self.keys(self.maps, "ConfigMap", volume.get("configMap", {}).get("name"), {file})
        yield from self.keys(self.secrets, "Secret", volume.get("secret", {}).get("secretName"), {file})

    def manifest_faults(self, manifest: dict[str, Any]) -> Iterator[str]:
        spec = manifest.get("spec", {})
        if of_its_kind := self.by_kind().get(manifest["kind"]):
            yield from of_its_kind(spec)
        yield from self.topology_faults(spec)

    def by_kind(self) -> dict[str, Callable[[dict[str, Any]], Iterator[str]]]:
        return {
            "StatefulSet": lambda spec: self.named("Service", spec["serviceName"]),
            "HorizontalPodAutoscaler": self.autoscaler_faults,
            "ScaledObject": self.autoscaler_faults,
            "TriggerAuthentication": self.authentication_faults,
            "Ingress": self.ingress_faults,
            "Gateway": self.gateway_faults,
            "HTTPRoute": self.route_faults,
            "Cluster": self.cluster_faults,
            "ScheduledBackup": lambda spec: self.named("Cluster", spec["cluster"]["name"]),
            "ObjectStore": self.store_faults,
            "User": lambda spec: self.keys(self.secrets, "Secret", spec["importCredentialsSecret"]["name"], LOGIN),
            "Permission": lambda spec: self.named("User", spec["userReference"]["name"]),
            "TopicPermission": lambda spec: self.named("User", spec["userReference"]["name"]),
        }

    def autoscaler_faults(self, spec: dict[str, Any]) -> Iterator[str]:
        yield from self.named("Deployment", spec["scaleTargetRef"]["name"])
        for trigger in spec.get("triggers", ()):
            if "authenticationRef" in trigger:
                yield from self.named("TriggerAuthentication", trigger["authenticationRef"]["name"])

    def authentication_faults(self, spec: dict[str, Any]) -> Iterator[str]:
        for target in spec["secretTargetRef"]:
            yield from self.keys(self.secrets, "Secret", target["name"], {target["key"]})

    def gateway_faults(self, spec: dict[str, Any]) -> Iterator[str]:
        for listener in spec["listeners"]:
            for certificate in listener.get("tls", {}).get("certificateRefs", ()):
                yield from self.keys(self.secrets, "Secret", certificate["name"], {"tls.crt", "tls.key"})

    def store_faults(self, spec: dict[str, Any]) -> Iterator[str]:
        for key in spec["configuration"]["s3Credentials"].values():
            yield from self.keys(self.secrets, "Secret", key["name"], {key["key"]})

    def ingress_faults(self, spec: dict[str, Any]) -> Iterator[str]:
        for tls in spec["tls"]:
            yield from self.keys(self.secrets, "Secret", tls["secretName"], {"tls.crt", "tls.key"})
        for rule in spec["rules"]:
            for path in rule["http"]["paths"]:
                backend = path["backend"]["service"]
                yield from self.port_faults(backend["name"], backend["port"].get("name") or backend["port"]["number"])

    def route_faults(self, spec: dict[str, Any]) -> Iterator[str]:
        for parent in spec["parentRefs"]:
            listeners = {
                (gateway["metadata"]["name"], listener["name"])
                for gateway in self.rendering.of("Gateway")
                for listener in gateway["spec"]["listeners"]
            }
            if (parent["name"], parent["sectionName"]) not in listeners:
                yield f"no listener {parent}"
        for rule in spec["rules"]:
            for backend in rule.get("backendRefs", ()):
                yield from self.port_faults(backend["name"], backend["port"])

    def cluster_faults(self, spec: dict[str, Any]) -> Iterator[str]:
        for role in spec["managed"]["roles"]:
            yield from self.keys(self.secrets, "Secret", role["passwordSecret"]["name"], LOGIN)
        for file in spec["bootstrap"]["initdb"]["postInitApplicationSQLRefs"]["configMapRefs"]:
            yield from self.keys(self.maps, "ConfigMap", file["name"], {file["key"]})
        for plugin in spec.get("plugins", ()):
            yield from self.named("ObjectStore", plugin["parameters"]["barmanObjectName"])

    def topology_faults(self, spec: dict[str, Any]) -> Iterator[str]:
        if "rabbitmqClusterReference" in spec:
            yield from self.named("RabbitmqCluster", spec["rabbitmqClusterReference"]["name"])
            if "vhost" in spec:
                yield from self.told("Vhost", spec["vhost"])
        if "source" in spec:
            yield from self.told("Exchange", spec["source"])
            yield from self.told("Queue", spec["destination"])
        for exchange in (
            spec.get("permissions", {}).get("exchange"),
            spec.get("definition", {}).get("dead-letter-exchange"),
        ):
            if exchange:
                yield from self.told("Exchange", exchange)

    def named(self, kind: str, name: str) -> Iterator[str]:
        if not any(found["metadata"]["name"] == name for found in self.rendering.of(kind)):
            yield f"no {kind} {name}"

    def told(self, kind: str, name: str) -> Iterator[str]:
        """By the name that RabbitMQ knows."""
        if not any(found["spec"]["name"] == name for found in self.rendering.of(kind)):
            yield f"no {kind} {name}"

    def port_faults(self, service: str, port: str | int) -> Iterator[str]:
        there = {
            value
            for found in self.rendering.of("Service")
            if found["metadata"]["name"] == service
            for entry in found["spec"]["ports"]
            for value in (entry["name"], entry["port"])
        }
        if port not in there:
            yield f"no port {port} of a Service {service}"

    @staticmethod
    def keys(there: Keys, kind: str, name: str | None, wanted: set[str]) -> Iterator[str]:
        if name is None:
            return
        if name not in there:
            yield f"no {kind} {name}"
        elif missing := wanted - there[name]:
            yield f"no {', '.join(sorted(missing))} in {kind} {name}"


def probe_faults(container: dict[str, Any]) -> Iterator[str]:
    ports = {port["name"] for port in container.get("ports", ())}
    for kind in ("startup", "readiness", "liveness"):
        probe = container.get(f"{kind}Probe", {})
        for way in ("httpGet", "tcpSocket"):
            if way in probe and probe[way]["port"] not in ports:
                yield f"no port {probe[way]['port']} for its {kind}Probe"


def faults(rendering: Rendering, by_hand: Keys = BY_HAND) -> Iterator[str]:
    return References(rendering, by_hand).faults()
