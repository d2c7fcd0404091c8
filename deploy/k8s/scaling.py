"""What each process is scaled by: by its queues where KEDA is, by its processor elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from deploy.k8s.manifests import BROKER_HOST, NAMESPACE, SCALER, VHOST, Manifest, manifest
from deploy.topology import GATEWAY, PARTS, SERVICES, Part
from kit.config import ServiceConfig

BUSY_PERCENT = 70
"""Of the processor that a pod asks for, or of the calls that it answers at once."""

MAX_WORKERS: int = ServiceConfig.model_fields["max_workers"].default
CALLS_UNDER_WAY = MAX_WORKERS * BUSY_PERCENT // 100
"""For each replica: taken and not yet answered, or waiting."""

CALLS_PER_SECOND = 80
"""For each replica, before calls begin to wait."""

EVENTS_WAITING = 1000
"""The one replica that hears them shares its processor with the ringing, which further replicas take from it."""

MANAGEMENT_PORT = 15672
SLOW_DOWN = {"stabilizationWindowSeconds": 300, "policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}]}
FAST_UP = {
    "stabilizationWindowSeconds": 0,
    "policies": [
        {"type": "Pods", "value": 2, "periodSeconds": 30},
        {"type": "Percent", "value": 100, "periodSeconds": 30},
    ],
}
BEHAVIOR = {"scaleDown": SLOW_DOWN, "scaleUp": FAST_UP}


@dataclass(frozen=True)
class Range:
    """Never fewer than two: while one of two is replaced the other answers."""

    most: int
    least: int = 2


RANGES = {
    "gateway": Range(10),
    "accounts": Range(6),
    "contacts": Range(8),
    "settings": Range(6),
    "chat": Range(8),
    "push": Range(8),
}


def autoscalers() -> Iterator[Manifest]:
    """Kubernetes' own."""
    for part in PARTS:
        reach = RANGES[part.name]
        spec = {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": part.name},
            "minReplicas": reach.least,
            "maxReplicas": reach.most,
            "behavior": BEHAVIOR,
            "metrics": [
                {
                    "type": "Resource",
                    "resource": {
                        "name": "cpu",
                        "target": {"type": "Utilization", "averageUtilization": BUSY_PERCENT},
                    },
                }
            ],
        }
        yield manifest("autoscaling/v2", "HorizontalPodAutoscaler", part.name, spec)


def scaled_objects() -> Iterator[Manifest]:
    """KEDA's."""
    yield manifest(
        "keda.sh/v1alpha1",
        "TriggerAuthentication",
        SCALER,
        {
            "secretTargetRef": [
                {"parameter": key, "name": f"amqp-{SCALER}", "key": key} for key in ("username", "password")
            ]
        },
    )
    for part in PARTS:
        yield scaled_object(part)


def scaled_object(part: Part) -> Manifest:
    reach = RANGES[part.name]
    triggers = [on_queue(f"rpc-{part.name}", "QueueLength", CALLS_UNDER_WAY)] if part in SERVICES else []
    if part in SERVICES:
        triggers.append(on_queue(f"rpc-{part.name}", "MessageRate", CALLS_PER_SECOND))
    if part.name == "push":
        triggers += [on_queue(f"evt-{source}-journal--push", "QueueLength", EVENTS_WAITING) for source in part.listens]
    if part.name == "push" or part is GATEWAY:
        triggers.append({"type": "cpu", "metricType": "Utilization", "metadata": {"value": str(BUSY_PERCENT)}})
    spec: dict[str, Any] = {
        "scaleTargetRef": {"name": part.name},
        "minReplicaCount": reach.least,
        "maxReplicaCount": reach.most,
        "pollingInterval": 15,
        "advanced": {"horizontalPodAutoscalerConfig": {"behavior": BEHAVIOR}},
        "triggers": triggers,
    }
    if not any(trigger["type"] == "cpu" for trigger in triggers):
        # KEDA takes none beside a trigger of the processor.
        spec["fallback"] = {"failureThreshold": 4, "replicas": (reach.least + reach.most) // 2}
    return manifest("keda.sh/v1alpha1", "ScaledObject", part.name, spec)


def on_queue(queue: str, mode: str, value: int) -> dict[str, Any]:
    """Over HTTP also what is taken and unsettled is counted, without which a busy service looks idle."""
    return {
        "type": "rabbitmq",
        "metadata": {
            "protocol": "http",
            "host": f"http://{BROKER_HOST}.{NAMESPACE}.svc:{MANAGEMENT_PORT}",
            "vhostName": VHOST,
            "queueName": queue,
            "mode": mode,
            "value": str(value),
        },
        "authenticationRef": {"name": SCALER},
    }
