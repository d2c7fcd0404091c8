"""What a process is told by its environment. A process that lacks something says all of it at once."""

import sys
from typing import Literal, NoReturn, TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

QueueType = Literal["classic", "quorum"]


class ProcessConfig(BaseSettings):
    """What every process is told, the gateway's too."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    amqp_url: SecretStr = Field(description="amqp://user:password@host:port/vhost of RabbitMQ")
    metrics_host: str = Field("127.0.0.1", description="address of /metrics, /livez and /readyz")
    metrics_port: int = Field(ge=1, le=65535, description="port of /metrics, /livez and /readyz; never the public one")
    grace_seconds: int = Field(25, ge=1, description="how long work may go on after SIGTERM")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="least level that is logged")
    otel_exporter_otlp_endpoint: str = Field(
        "", description="where traces go, OTLP over HTTP, such as http://collector:4318; without it none are made"
    )


class ServiceConfig(ProcessConfig):
    database_url: SecretStr = Field(description="postgresql://<service>_app:password@host:port/database")
    caller_public_key: str = Field(
        description="the gateway's Ed25519 public key, raw, base64url; several with commas while it changes"
    )
    max_workers: int = Field(10, ge=1, le=100, description="calls answered at the same time by one process")
    queue_type: QueueType = Field("classic", description="quorum in a RabbitMQ cluster")


Config = TypeVar("Config", bound=BaseSettings)


def load(config: type[Config]) -> Config:
    """Reads `config` from the environment. Exits with status 2 and a line for each fault."""
    try:
        return config()
    except ValidationError as error:
        explain(config, error)


def explain(config: type[BaseSettings], error: ValidationError) -> NoReturn:
    lines = [f"{len(error.errors())} environment variables of {config.__name__} are missing or wrong:"]
    for fault in error.errors():
        if not fault["loc"]:
            # About several of them together: it names them.
            lines.append(f"  {fault['msg'].removeprefix('Value error, ')}")
            continue
        field = str(fault["loc"][0])
        description = config.model_fields[field].description or "" if field in config.model_fields else ""
        wrong = "is missing" if fault["type"] == "missing" else f"is wrong ({fault['msg']})"
        lines.append(f"  {field.upper()} {wrong}: {description}")
    sys.stderr.write("\n".join(lines) + "\n")
    raise SystemExit(2)
