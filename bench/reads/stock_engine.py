"""A database for a stock service, as nameko's documentation has one write it: a dependency provider."""

import os
from typing import Any

from nameko.extensions import DependencyProvider
from sqlalchemy import Engine

from kit.database import open_engine

WORKERS = 10
"""As many as nameko has."""


class Database(DependencyProvider):
    def __init__(self, variable: str) -> None:
        self.variable = variable

    def setup(self) -> None:
        self.engine = open_engine(os.environ[self.variable], connections=WORKERS)

    def stop(self) -> None:
        self.engine.dispose()

    def get_dependency(self, _worker_ctx: Any) -> Engine:
        return self.engine
