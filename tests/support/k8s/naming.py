"""What a schema lets pass: names, quantities, ports, images, and the namespace."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from support.k8s.rendering import Rendering

from deploy.k8s.manifests import NAMESPACE

NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
LABEL_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
PORT_NAME = re.compile(r"(?=.*[a-z])[a-z0-9]([a-z0-9]|-(?!-))*(?<!-)")
QUANTITY = re.compile(r"[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?")
PINNED = re.compile(r"[\w./:-]+?(@sha256:[0-9a-f]{64}|:[\w.-]+)")

LARGEST_PORT = 65_535
LONGEST_PORT_NAME = 15
LONGEST_NAME = 63
LONGEST_JOB_NAME = LONGEST_NAME - len("-12345")
"""Its pods have five more letters, and bear its name on a label."""

WITHOUT_NAMESPACE = ("Namespace",)


def faults(rendering: Rendering) -> Iterator[str]:
    counted = Counter((found["kind"], found["metadata"]["name"]) for found in rendering.manifests)
    yield from (f"{kind} {name} is there {number} times" for (kind, name), number in counted.items() if number > 1)
    for manifest in rendering.manifests:
        where = f"{manifest['kind']} {manifest['metadata']['name']}"
        yield from (f"{where}: {fault}" for fault in name_faults(manifest))
        yield from (f"{where}: {fault}" for fault in value_faults(manifest.get("spec", {})))


def name_faults(manifest: dict[str, Any]) -> Iterator[str]:
    name, kind = manifest["metadata"]["name"], manifest["kind"]
    if not NAME.fullmatch(name):
        yield "is no name of DNS"
    if kind in ("Service", "StatefulSet", "Deployment", "Namespace", "Job") and not LABEL_NAME.fullmatch(name):
        yield "is no name of a host"
    if len(name) > (LONGEST_JOB_NAME if kind == "Job" else LONGEST_NAME):
        yield f"its name has {len(name)} letters"
    if kind not in WITHOUT_NAMESPACE and manifest["metadata"].get("namespace") != NAMESPACE:
        yield "is not in the namespace"


def value_faults(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from fault_at(key, inner)
                yield from value_faults(inner)
        case list():
            for inner in value:
                yield from value_faults(inner)


def fault_at(key: str, value: Any) -> Iterator[str]:
    match key, value:
        case "image" | "imageName", str():
            if not PINNED.fullmatch(value) or value.endswith(":latest"):
                yield f"image {value} is not pinned"
        case "port" | "containerPort" | "targetPort" | "hostPort" | "endPort", int():
            if not 0 < value <= LARGEST_PORT:
                yield f"{key} {value} is no port"
        case "ports", list():
            names = [port["name"] for port in value if "name" in port]
            yield from (f"port name {name!r}" for name in names if not is_port_name(name))
        case "requests" | "limits", dict():
            yield from (f"{name} {told!r} is no quantity" for name, told in value.items() if not is_quantity(told))
        case "sizeLimit" | "size", str() | int():
            if not is_quantity(value):
                yield f"{key} {value!r} is no quantity"


def is_port_name(name: str) -> bool:
    return len(name) <= LONGEST_PORT_NAME and PORT_NAME.fullmatch(name) is not None


def is_quantity(told: Any) -> bool:
    return QUANTITY.fullmatch(str(told)) is not None
