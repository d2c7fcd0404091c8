"""What push is told besides what every service is."""

import ipaddress
from functools import cached_property
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from kit.config import ServiceConfig
from services.push.domain.endpoints import KNOWN, PushServices
from services.push.sending.vapid import key_of, subject_error


class PushConfig(ServiceConfig):
    public_origin: str = Field(description="scheme and host that people open, without a path: where a ring leads")
    vapid_private_keys: SecretStr = Field(
        description="P-256 private keys, raw, base64url, with commas: the first signs for new devices, the others for "
        "those that were made with them"
    )
    vapid_subject: str = Field(description="mailto: or https: of who answers for this server, for the push services")
    push_services: str = Field(
        ",".join(KNOWN),
        description="hosts of push services, with commas, each with all below it; or whole origins of one's own",
    )

    @field_validator("vapid_private_keys")
    @classmethod
    def are_keys(cls, told: SecretStr) -> SecretStr:
        for text in told.get_secret_value().split(","):
            key_of(text)
        return told

    @field_validator("push_services")
    @classmethod
    def are_services(cls, told: str) -> str:
        PushServices(told.split(","))
        return told

    @model_validator(mode="after")
    def is_fit_for_people(self) -> "PushConfig":
        """Outside a machine of one's own push services refuse some subjects, and plain http is never theirs."""
        if self.is_local:
            return self
        if error := subject_error(self.vapid_subject):
            raise ValueError(f"VAPID_SUBJECT {error}")
        if self.services.has_plain_http:
            raise ValueError("PUSH_SERVICES names an origin without TLS, which only a local QERO may ring")
        return self

    @property
    def is_local(self) -> bool:
        host = urlsplit(self.public_origin).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")

    @cached_property
    def services(self) -> PushServices:
        return PushServices(self.push_services.split(","))
