"""Manifests against schemas: Kubernetes' own, of the versions that people run, and ours of what operators add."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
from kubernetes_validate import utils

# It reads 1.6 MB for each manifest.
utils.schema_contents = cache(utils.schema_contents)

VERSIONS = ("1.35", "1.36", "1.37")
FOLDER = Path(__file__).resolve().parents[2] / "deploy/k8s/schemas"
"""A file for each API group: its version, and a schema of the spec of each kind. What is not said is not allowed."""

METADATA = {
    "type": "object",
    "required": ["name", "namespace"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string"},
        "namespace": {"type": "string"},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "annotations": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


@cache
def own_validators() -> dict[tuple[str, str], jsonschema.Draft202012Validator]:
    """By API version and kind."""
    found = {}
    for path in FOLDER.glob("*.json"):
        group = json.loads(path.read_text())
        for kind, spec in group["kinds"].items():
            properties = {
                "apiVersion": {"const": group["apiVersion"]},
                "kind": {"const": kind},
                "metadata": METADATA,
                "spec": spec,
            }
            schema = {
                "$defs": group["$defs"],
                "type": "object",
                "required": list(properties),
                "additionalProperties": False,
                "properties": properties,
            }
            jsonschema.Draft202012Validator.check_schema(schema)
            found[group["apiVersion"], kind] = jsonschema.Draft202012Validator(schema)
    return found


def faults(manifest: dict[str, Any]) -> Iterator[str]:
    """A kind that neither Kubernetes nor we have a schema for is a fault."""
    yield from faults_of(json.dumps(manifest, sort_keys=True))


@cache
def faults_of(text: str) -> list[str]:
    """Once for each manifest, in however many renderings it is."""
    manifest = json.loads(text)
    where = f"{manifest['kind']} {manifest['metadata']['name']}"
    if own := own_validators().get((manifest["apiVersion"], manifest["kind"])):
        return [f"{where}: {'.'.join(map(str, error.path))}: {error.message}" for error in own.iter_errors(manifest)]
    return [fault for version in VERSIONS if (fault := fault_in(manifest, version, where))]


def fault_in(manifest: dict[str, Any], version: str, where: str) -> str:
    try:
        kubernetes_validate.validate(manifest, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return f"{where} in {version}: {'.'.join(map(str, error.path))}: {error.message}"
    except kubernetes_validate.SchemaNotFoundError as error:
        return f"{where}: {error.message}"
    return ""
