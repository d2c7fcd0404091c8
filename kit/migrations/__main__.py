import sys

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from kit.config import load
from kit.migrations import upgrade


class MigrationConfig(BaseSettings):
    database_url: SecretStr = Field(description="postgresql://<service>_owner:password@host:port/database")


if __name__ == "__main__":
    [service] = sys.argv[1:]
    upgrade(service, load(MigrationConfig).database_url.get_secret_value())
