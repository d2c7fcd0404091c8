"""How many there are of each: said by one autoscaler, or by a number, and never by both."""

from collections.abc import Iterator

from support.k8s.rendering import Rendering

from deploy.k8s.scaling import RANGES
from kit.config import ServiceConfig

AUTOSCALERS = ("HorizontalPodAutoscaler", "ScaledObject")

BESIDE_THE_CALLS = 2 + 3 + 3
"""Connections of a replica to Postgres: the pool of its calls, the relay's and that of /readyz may each grow by two."""

KEPT_FOR_PEOPLE = 50
"""Of the server's connections: for migrations, standbys, backups and whoever looks after it."""


def faults(rendering: Rendering) -> Iterator[str]:
    targets = [scaler["spec"]["scaleTargetRef"]["name"] for scaler in rendering.of(*AUTOSCALERS)]
    deployments = {deployment["metadata"]["name"]: deployment for deployment in rendering.of("Deployment")}
    yield from (f"an autoscaler of {name}, which is not there" for name in targets if name not in deployments)
    for name, deployment in deployments.items():
        match targets.count(name), "replicas" in deployment["spec"]:
            case 0, False:
                yield f"nobody says how many there are of {name}"
            case 1, True:
                yield f"{name} has an autoscaler and a number beside it"
            case number, _ if number > 1:
                yield f"{name} has {number} autoscalers"


def queues_scaled_by(rendering: Rendering) -> dict[str, set[str]]:
    """By the name of the Deployment."""
    return {
        scaled["spec"]["scaleTargetRef"]["name"]: {
            trigger["metadata"]["queueName"] for trigger in scaled["spec"]["triggers"] if trigger["type"] == "rabbitmq"
        }
        for scaled in rendering.of("ScaledObject")
    }


def most_connections() -> int:
    """To Postgres, when each service has as many replicas as it may have and is being replaced, one after the other."""
    workers = ServiceConfig.model_fields["max_workers"].default
    replicas = sum(reach.most + 1 for name, reach in RANGES.items() if name != "gateway")
    return replicas * (workers + BESIDE_THE_CALLS) + KEPT_FOR_PEOPLE
