"""What each process is told: it reads every variable, none is missing, and it starts with what it is told."""

import importlib.util
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings
from support.k8s.rendering import Pod, Rendering

from deploy.environment import CONFIGS, required, variables
from deploy.k8s.manifests import MIGRATE
from kit.migrations.config import MigrationConfig

OTHERS = {"EVENTLET_NO_GREENDNS"}
"""Read by somebody else's code."""

IN_THE_IMAGE = {"PWA_FOLDER"}
"""Their values are right only there."""

Secrets = Mapping[str, Mapping[str, str]]


def config_of(pod: Pod) -> type[BaseSettings] | None:
    """None for what is not ours."""
    return MigrationConfig if pod.part == MIGRATE else CONFIGS.get(pod.part)


def faults(rendering: Rendering, secrets: Secrets) -> Iterator[str]:
    """`secrets` are values to start with, by name and key."""
    for pod in rendering.pods():
        if config := config_of(pod):
            [container] = pod.containers
            told = environment(container, rendering, secrets)
            yield from (f"{pod.name}: {fault}" for fault in told_faults(config, told))
            yield from (f"{pod.name}: {fault}" for fault in command_faults(container["command"]))


def told_faults(config: type[BaseSettings], told: dict[str, str]) -> Iterator[str]:
    if missing := required(config) - set(told):
        yield f"is not told {sorted(missing)}"
    if unread := set(told) - variables(config) - OTHERS:
        yield f"is told {sorted(unread)}, which it does not read"
    try:
        config(**{name.lower(): value for name, value in told.items() if name not in IN_THE_IMAGE})
    except ValidationError as error:
        yield f"does not start: {error.error_count()} faults: {error.errors(include_input=False)}"


def command_faults(command: list[str]) -> Iterator[str]:
    match command:
        case ["python", "-m", module, *services]:
            if not is_there(module):
                yield f"no module {module}"
            yield from (f"no service {name}" for name in services if not is_there(f"services.{name}.service"))
        case _:
            yield f"starts {command}"


def is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def environment(container: dict[str, Any], rendering: Rendering, secrets: Secrets) -> dict[str, str]:
    maps = {one["metadata"]["name"]: one["data"] for one in rendering.of("ConfigMap")}
    told = {}
    for entry in container.get("env", ()):
        match entry:
            case {"value": str(value)}:
                told[entry["name"]] = value
            case {"valueFrom": {"configMapKeyRef": {"name": name, "key": key}}}:
                told[entry["name"]] = maps[name][key]
            case {"valueFrom": {"secretKeyRef": {"name": name, "key": key}}}:
                told[entry["name"]] = secrets[name][key]
    return told
