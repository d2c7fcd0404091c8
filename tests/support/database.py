"""A database with every role, schema and migration, for tests that need no bus."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.local.database import create_database, drop_database, prepare_database
from deploy.topology import SERVICES
from kit import migrations


@contextmanager
def fresh_database(administrator: str) -> Iterator[str]:
    """Yields the name of a database that is dropped afterwards."""
    name = f"qero_test_{uuid.uuid4().hex[:12]}"
    urls = prepare_database(create_database(administrator, name))
    try:
        for service in SERVICES:
            migrations.upgrade(service.name, urls[service.owner])
        yield name
    finally:
        drop_database(administrator, name)
