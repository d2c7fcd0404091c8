"""RabbitMQ as the cluster sees it: `deploy.rights` as resources of the messaging topology operator, or as definitions.

Left out: passwords. They are in the Secrets that both name.
"""

import json
from collections.abc import Iterator
from typing import Any

from deploy import rights
from deploy.k8s.manifests import RABBITMQ, SCALER, VHOST, Manifest, manifest
from deploy.topology import PARTS
from kit.config import QueueType

CLUSTERED: QueueType = "quorum"
ALONE: QueueType = "classic"
"""What one node keeps; a quorum of one would only be slower."""

ADMINISTRATOR = "administrator"
NOTHING = "^$"
TAGS = {SCALER: "management"}
"""Whoever has this one may read how long the queues are, and with no rights nothing else."""


def rights_without_users(queue_type: QueueType) -> dict[str, Any]:
    logins = {part.name: rights.Login(part.name, "") for part in PARTS}
    found = rights.definitions(VHOST, logins, queue_type)
    del found["users"]
    found["permissions"].append(
        {"user": SCALER, "vhost": VHOST, **dict.fromkeys(("configure", "write", "read"), NOTHING)}
    )
    return found


def definitions() -> str:
    """For a server that reads them when it starts, after the file with its users."""
    found = rights_without_users(ALONE)
    found["permissions"].append(rights.all_rights(VHOST, ADMINISTRATOR))
    return json.dumps(found, indent=2) + "\n"


def topology() -> Iterator[Manifest]:
    """The same for the operator."""
    found = rights_without_users(CLUSTERED)
    yield resource("Vhost", VHOST, {"name": VHOST})
    for name in (*(part.name for part in PARTS), SCALER):
        tags = {"tags": [TAGS[name]]} if name in TAGS else {}
        yield resource("User", name, {**tags, "importCredentialsSecret": {"name": f"amqp-{name}"}})
    for right in found["permissions"]:
        yield resource("Permission", right["user"], granted(right, "configure", "write", "read"))
    for right in found["topic_permissions"]:
        yield resource("TopicPermission", right["user"], granted(right, "exchange", "write", "read"))
    for exchange in found["exchanges"]:
        told = {"name": exchange["name"], "vhost": VHOST, "type": exchange["type"], "durable": True}
        yield resource("Exchange", exchange["name"].replace(".", "-"), told)
    for queue in found["queues"]:
        told = {"name": queue["name"], "vhost": VHOST, "type": queue["arguments"]["x-queue-type"], "durable": True}
        yield resource("Queue", queue["name"], told)
    for binding in found["bindings"]:
        told = {
            "vhost": VHOST,
            "source": binding["source"],
            "destination": binding["destination"],
            "destinationType": binding["destination_type"],
            "routingKey": binding["routing_key"],
        }
        yield resource("Binding", binding["destination"], told)
    for policy in found["policies"]:
        told = {name: policy[name] for name in ("name", "vhost", "pattern", "priority", "definition")}
        yield resource("Policy", policy["name"], {**told, "applyTo": policy["apply-to"]})


def granted(right: dict[str, str], *names: str) -> dict[str, Any]:
    return {
        "vhost": right["vhost"],
        "userReference": {"name": right["user"]},
        "permissions": {name: right[name] for name in names},
    }


def resource(kind: str, name: str, spec: dict[str, Any]) -> Manifest:
    return manifest("rabbitmq.com/v1beta1", kind, name, {**spec, "rabbitmqClusterReference": {"name": RABBITMQ}})
