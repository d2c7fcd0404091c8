"""Manifests as plain values, and the words that they share."""

from collections.abc import Iterable
from typing import Any

import yaml

Manifest = dict[str, Any]

NAMESPACE = "qero"
IMAGE = "qero"
"""What the base calls the image; overlays say which one that is."""

PART = "qero/part"
"""The label that says what a pod is. Policies, monitors and disruption budgets know only this one."""

MIGRATE = "migrate"
RABBITMQ = "rabbitmq"
POSTGRES = "postgres"
SCALER = "scaler"
"""Parts beside those of `deploy.topology`. `scaler` is no pod: it is whom KEDA signs in as."""

BROKER_HOST = "rabbitmq"
DATABASE_HOST = "postgres-rw"
"""The same whoever runs the servers, so that no secret depends on it."""

VHOST = "qero"
DATABASE = "qero"

HEADER = "# Written by `python -m deploy.k8s.generate`: change what it is made of.\n"


def manifest(api_version: str, kind: str, name: str, spec: dict[str, Any]) -> Manifest:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, "spec": spec}


def text(manifests: Iterable[Manifest]) -> str:
    return yaml.dump_all(manifests, Dumper=Plain, sort_keys=False, width=120, allow_unicode=True)


class Plain(yaml.SafeDumper):
    """Writes a value that stands in two places twice: readers of manifests know no anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  PyYAML's signature
        return True
