"""What the gateway is told by its environment."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from kit.config import ProcessConfig


def require_origin(text: str) -> str:
    """Browsers compare origins letter by letter, so one that is spelled otherwise would never match."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or text != f"{parts.scheme}://{parts.netloc}".lower() or not parts.netloc:
        raise ValueError(f"{text!r} is no origin; write it like https://crm.example.com")
    return text


class GatewayConfig(ProcessConfig):
    caller_private_key: SecretStr = Field(description="Ed25519 private key that signs callers, raw, base64url")
    host: str = Field("127.0.0.1", description="address the API is served on")
    port: int = Field(8000, ge=1, le=65535, description="port the API is served on")
    public_origin: str = Field(description="origin browsers see, such as https://crm.example.com")
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="other origins whose pages may use the API, separated by commas"
    )
    cookie_same_site: Literal["lax", "none"] = Field(
        "lax", description="none when the PWA is served from another site; needs https"
    )
    max_calls: int = Field(400, ge=1, description="calls to services under way at once; more are refused")
    max_calls_per_service: int = Field(200, ge=1, description="of these, to any one service")

    @field_validator("public_origin")
    @classmethod
    def is_origin(cls, given: str) -> str:
        return require_origin(given.rstrip("/"))

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def are_origins(cls, given: str) -> tuple[str, ...]:
        return tuple(require_origin(origin.strip()) for origin in given.split(",") if origin.strip())
