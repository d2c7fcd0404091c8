"""The Secrets as External Secrets Operator fetches them: an entry in the store for each, with the same keys."""

from collections.abc import Iterator

from deploy.k8s.manifests import Manifest, manifest
from deploy.k8s.secret_keys import BASIC_AUTH, KEPT, Kept

STORE = "qero"
FETCHED_FOR = ("base", "keda")
"""Servers that operators run need no more than this; what others need is made by hand."""


def external_secrets() -> Iterator[Manifest]:
    for kept in KEPT:
        if kept.by in FETCHED_FOR:
            yield external_secret(kept)


def external_secret(kept: Kept) -> Manifest:
    reload = {"metadata": {"labels": {"cnpg.io/reload": "true"}}} if kept.type == BASIC_AUTH else {}
    spec = {
        "refreshInterval": "1h",
        "secretStoreRef": {"kind": "ClusterSecretStore", "name": STORE},
        "target": {"name": kept.name, "template": {"type": kept.type, **reload}},
        "data": [
            {"secretKey": key, "remoteRef": {"key": f"{STORE}/{kept.name}", "property": key}} for key in kept.keys
        ],
    }
    return manifest("external-secrets.io/v1", "ExternalSecret", kept.name, spec)
