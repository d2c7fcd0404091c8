"""What the gateway is told by its environment."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
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
    trusted_proxies: str = Field(
        "", description="addresses or networks, separated by commas, whose X-Forwarded-For is believed"
    )
    pwa_folder: Path | None = Field(None, description="folder of the built app; without it only the API is served")
    max_calls: int = Field(400, ge=1, description="calls to services under way at once; more are refused")
    max_calls_per_service: int = Field(200, ge=1, description="of these, to any one service")

    person_requests_per_minute: int = Field(1800, ge=1, description="requests of one person, in the long run")
    person_requests_at_once: int = Field(600, ge=1, description="requests of one person in a burst")
    address_requests_per_minute: int = Field(300, ge=1, description="requests of one address that is not signed in")
    address_requests_at_once: int = Field(100, ge=1, description="the same in a burst")

    messages_per_minute: int = Field(300, ge=1, description="messages of one person, sent or edited, in the long run")
    messages_at_once: int = Field(60, ge=1, description="messages of one person in a burst")
    searches_per_minute: int = Field(120, ge=1, description="searches of one person in what was said, in the long run")
    searches_at_once: int = Field(30, ge=1, description="the same in a burst")
    typing_per_minute: int = Field(
        120, ge=1, description="how often one person may say that they type, in the long run"
    )
    typing_at_once: int = Field(30, ge=1, description="the same in a burst")
    test_rings_per_minute: int = Field(6, ge=1, description="rings that one person may try, in the long run")
    test_rings_at_once: int = Field(6, ge=1, description="the same in a burst")

    stream_minutes: float = Field(15, gt=0, description="how long a live stream is open at most; browsers come back")
    heartbeat_seconds: int = Field(15, ge=1, description="between heartbeats on a live stream")
    streams_per_person: int = Field(8, ge=1, description="live streams of one person open at once")

    @field_validator("public_origin")
    @classmethod
    def is_origin(cls, given: str) -> str:
        return require_origin(given.rstrip("/"))

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def are_origins(cls, given: str | tuple[str, ...]) -> tuple[str, ...]:
        origins = given.split(",") if isinstance(given, str) else given
        return tuple(require_origin(origin.strip()) for origin in origins if origin.strip())

    @field_validator("pwa_folder")
    @classmethod
    def holds_an_app(cls, given: Path | None) -> Path | None:
        if given and not (given / "index.html").is_file():
            raise ValueError(f"there is no index.html in {given}")
        return given

    @field_validator("cookie_same_site")
    @classmethod
    def is_kept_by_browsers(cls, given: str, told: ValidationInfo) -> str:
        if given == "none" and not told.data.get("public_origin", "").startswith("https:"):
            raise ValueError("browsers keep such a cookie only with https in PUBLIC_ORIGIN")
        return given
