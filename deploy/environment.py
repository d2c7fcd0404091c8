"""What each process is told by its environment: documentation, compose file and manifests are held to it."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from deploy.topology import GATEWAY, PARTS
from gateway.config import GatewayConfig
from kit.config import ProcessConfig, ServiceConfig
from kit.migrations.config import MigrationConfig
from services.accounts.config import AccountsConfig
from services.push.config import PushConfig

OWN: Mapping[str, type[ProcessConfig]] = MappingProxyType(
    {"accounts": AccountsConfig, "push": PushConfig, GATEWAY.name: GatewayConfig}
)
CONFIGS: Mapping[str, type[ProcessConfig]] = MappingProxyType(
    {part.name: OWN.get(part.name, ServiceConfig) for part in PARTS}
)
"""By the name of the part."""

TOLD_TO: tuple[tuple[str, type[BaseSettings], tuple[type[BaseSettings], ...]], ...] = (
    ("every process", ProcessConfig, ()),
    ("services", ServiceConfig, (ProcessConfig,)),
    ("accounts", AccountsConfig, (ServiceConfig,)),
    ("push", PushConfig, (ServiceConfig,)),
    ("gateway", GatewayConfig, (ProcessConfig,)),
    ("migrations", MigrationConfig, ()),
)
"""Who is told what, beside what those above it are told."""


def variables(config: type[BaseSettings]) -> set[str]:
    return {name.upper() for name in config.model_fields}


def required(config: type[BaseSettings]) -> set[str]:
    return {name.upper() for name, field in config.model_fields.items() if field.is_required()}


def table() -> str:
    """In Markdown."""
    lines = ["| variable | told to | default | is |", "|---|---|---|---|"]
    for who, config, above in TOLD_TO:
        for name, field in config.model_fields.items():
            if any(name in other.model_fields for other in above):
                continue
            default = "required" if field.default is PydanticUndefined else f"`{field.default}`"
            default = "" if default in ("``", "`()`", "`None`") else default
            lines.append(f"| `{name.upper()}` | {who} | {default} | {(field.description or '').replace('<', '&lt;')} |")
    return "\n".join(lines) + "\n"
