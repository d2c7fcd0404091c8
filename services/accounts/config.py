"""What accounts is told besides what every service is."""

from pydantic import Field, SecretStr

from kit.config import ServiceConfig


class AccountsConfig(ServiceConfig):
    link_secret: SecretStr = Field(
        min_length=32,
        description="key of invite and reset links and of renewed session tokens; changing it ends open links",
    )
