"""What a service class may depend on besides who asks: its store and its configuration."""

from collections.abc import Callable
from typing import Any

from nameko.extensions import DependencyProvider
from pydantic_settings import BaseSettings
from sqlalchemy import Connection

from contracts.wire import Caller, NotTheCaller
from kit.callers import Verifier
from kit.config import ServiceConfig, load
from kit.database import Transactions, open_engine


class Store(DependencyProvider):
    """`store = Store(PersonalBook)` gives each call `self.store.transaction()`, in the caller's name."""

    def __init__(self, view: Callable[[Connection, Caller | None], Any]) -> None:
        self.view = view

    def setup(self) -> None:
        config = load(ServiceConfig)
        self.engine = open_engine(config.database_url.get_secret_value(), connections=config.max_workers)
        self.verifier = Verifier(config.caller_public_key)

    def stop(self) -> None:
        self.engine.dispose()

    def get_dependency(self, worker_ctx: Any) -> Transactions[Any]:
        headers = worker_ctx.data
        try:
            caller = self.verifier.verify(headers.get("caller"))
        except NotTheCaller:
            # Row level security then shows nothing; a call that needs a caller is refused by `answer`.
            caller = None
        deadline = headers.get("deadline")
        return Transactions(self.engine, self.view, caller, int(deadline) if deadline else None)


class Config(DependencyProvider):
    """`config = Config(AccountsConfig)` for the services that are told more than the others."""

    def __init__(self, config: type[BaseSettings]) -> None:
        self.config = config

    def setup(self) -> None:
        self.loaded = load(self.config)

    def get_dependency(self, worker_ctx: Any) -> BaseSettings:  # noqa: ARG002  nameko's signature
        return self.loaded
