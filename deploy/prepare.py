"""Makes the roles, schemas and rights of QERO in a database: `python -m deploy.prepare`, then the migrations.

It is told the administrator's DATABASE_URL, which names the database, and the URL that each role will sign in with:
DB_ACCOUNTS_URL of `accounts_app`, DB_ACCOUNTS_OWNER_URL of `accounts_owner`, and so on. Of these it takes the
passwords. Running it again changes nothing but what a new version grants, and passwords that are others.
"""

import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, create_model
from pydantic_settings import BaseSettings

from deploy.local.database import prepare_database
from deploy.local.say import Trouble
from deploy.topology import SERVICES
from kit.config import load


def role_variables() -> Iterator[tuple[str, str]]:
    """Each role, and the variable that its URL is told by."""
    for service in SERVICES:
        yield service.app, f"DB_{service.name}_URL".upper()
        yield service.owner, f"DB_{service.name}_OWNER_URL".upper()


def fields() -> dict[str, Any]:
    administrator = Field(description="postgresql://administrator:password@host:port/database")
    told: dict[str, Any] = {"database_url": (SecretStr, administrator)}
    for role, variable in role_variables():
        described = Field(description=f"postgresql://{role}:password@host:port/database")
        told[variable.lower()] = (SecretStr, described)
    return told


PrepareConfig = create_model("PrepareConfig", __base__=BaseSettings, **fields())


def passwords(config: BaseSettings) -> dict[str, str]:
    """By role. Raises Trouble when a URL is another role's, or has no password."""
    found = {}
    for role, variable in role_variables():
        parts = urlsplit(getattr(config, variable.lower()).get_secret_value())
        if unquote(parts.username or "") != role:
            raise Trouble(f"{variable} signs in as {parts.username or 'nobody'}; its role is called {role}.")
        if not parts.password:
            raise Trouble(f"{variable} has no password.")
        found[role] = unquote(parts.password)
    return found


if __name__ == "__main__":
    told = load(PrepareConfig)
    try:
        prepare_database(told.database_url.get_secret_value(), passwords(told))  # type: ignore[attr-defined]
    except Trouble as trouble:
        sys.exit(f"✗ {trouble}")
