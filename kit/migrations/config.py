"""What a run of migrations is told by its environment."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class MigrationConfig(BaseSettings):
    database_url: SecretStr = Field(
        description="postgresql://<service>_owner:password@host:port/database, past any pooler of transactions"
    )
