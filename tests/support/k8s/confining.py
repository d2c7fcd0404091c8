"""What a pod may do to its machine: the restricted profile of Kubernetes' Pod Security Standards, and a little more.

Left out: what only old clusters need to be told (AppArmor and SELinux are left to the machine's own rules).
"""

from collections.abc import Iterator
from typing import Any

from support.k8s.rendering import Pod, Rendering

VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
SECCOMP = ("RuntimeDefault", "Localhost")
LEVEL = "pod-security.kubernetes.io"


def faults(rendering: Rendering) -> Iterator[str]:
    for namespace in rendering.of("Namespace"):
        for mode in ("enforce", "audit", "warn"):
            if namespace["metadata"]["labels"].get(f"{LEVEL}/{mode}") != "restricted":
                yield f"the namespace does not {mode} the restricted profile"
    for pod in rendering.pods():
        yield from (f"{pod.name}: {fault}" for fault in pod_faults(pod.spec))
        yield from (f"{pod.name}: {fault}" for fault in own_faults(pod))


def pod_faults(spec: dict[str, Any]) -> Iterator[str]:
    """Of the restricted profile."""
    if not spec:
        return
    for what in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(what):
            yield what
    for volume in spec.get("volumes", ()):
        if kinds := set(volume) - {"name"} - VOLUMES:
            yield f"volume of the kind {kinds}"
    whole = spec.get("securityContext", {})
    if whole.get("sysctls"):
        yield "sysctls"
    containers = [*spec.get("initContainers", ()), *spec["containers"]]
    yield from (f"{one['name']}: {fault}" for one in containers for fault in container_faults(one, whole))


def container_faults(container: dict[str, Any], whole: dict[str, Any]) -> Iterator[str]:
    own = container.get("securityContext", {})
    if own.get("privileged"):
        yield "is privileged"
    if own.get("allowPrivilegeEscalation") is not False:
        yield "may gain privileges"
    capabilities = own.get("capabilities", {})
    if "ALL" not in capabilities.get("drop", ()) or set(capabilities.get("add", ())) - {"NET_BIND_SERVICE"}:
        yield "has capabilities"
    is_bound = own.get("runAsNonRoot", whole.get("runAsNonRoot")) is True
    if not is_bound or own.get("runAsUser", whole.get("runAsUser")) == 0:
        yield "may be root"
    if own.get("seccompProfile", whole.get("seccompProfile", {})).get("type") not in SECCOMP:
        yield "may make any system call"
    if own.get("procMount", "Default") != "Default":
        yield "sees all of /proc"
    if any("hostPort" in port for port in container.get("ports", ())):
        yield "takes a port of its machine"
    probes = [container.get(f"{kind}Probe", {}) for kind in ("startup", "liveness", "readiness")]
    handlers = [*probes, *container.get("lifecycle", {}).values()]
    if any("host" in handler.get(way, {}) for handler in handlers for way in ("httpGet", "tcpSocket")):
        yield "is probed at another address"


def own_faults(pod: Pod) -> Iterator[str]:
    """Ours, of what we run ourselves."""
    if pod.owner["kind"] in ("RabbitmqCluster", "Cluster"):
        return
    if pod.spec.get("automountServiceAccountToken") is not False:
        yield "may talk to Kubernetes"
    if pod.spec.get("enableServiceLinks") is not False:
        yield "is told of every Service by its environment"
    if not pod.spec.get("serviceAccountName"):
        yield "has no account of its own"
    for container in pod.containers:
        if container.get("securityContext", {}).get("readOnlyRootFilesystem") is not True:
            yield f"{container['name']} may write its own programs"
        resources = container.get("resources", {})
        asked, most = resources.get("requests", {}), resources.get("limits", {})
        if not {"cpu", "memory"} <= set(asked) or most.get("memory") != asked["memory"] or "cpu" in most:
            yield f"{container['name']} asks for {asked} and may have {most}"
