"""What a service class may depend on besides who asks: its store and its configuration."""

from collections.abc import Callable
from typing import Any, Generic, Protocol, Self, TypeVar, overload

from nameko.extensions import DependencyProvider
from pydantic_settings import BaseSettings
from sqlalchemy import Connection

from contracts.wire import Caller
from kit.asking import Asked
from kit.config import ServiceConfig, load
from kit.database import Transactions, open_engine
from kit.journal.relay import Relay

View = TypeVar("View")
Loaded = TypeVar("Loaded", bound=BaseSettings)


class Store(DependencyProvider, Generic[View]):
    """`store = Store(PersonalBook)` gives each call `self.store.transaction()`, in the caller's name.

    Without a caller row level security shows nothing; a call that needs one is refused by `answer`. A service that
    announces names the relay that is woken when it has: `Store(PersonalBook, Relay(Settings))`.
    """

    def __init__(self, view: Callable[[Connection, Caller | None], View], relay: Relay | None = None) -> None:
        self.view = view
        self.relay = relay

    @overload
    def __get__(self, service: None, owner: type) -> Self: ...
    @overload
    def __get__(self, service: object, owner: type) -> Transactions[View]: ...
    def __get__(self, service: object | None, owner: type) -> Self | Transactions[View]:
        """Only of the class: nameko puts the transactions of a call into the instance, where they are found first."""
        return self

    def setup(self) -> None:
        config = load(ServiceConfig)
        self.engine = open_engine(config.database_url.get_secret_value(), connections=config.max_workers)

    def stop(self) -> None:
        self.engine.dispose()

    def get_dependency(self, worker_ctx: Any) -> Transactions[View]:
        asked: Asked = worker_ctx.asked
        on_announced = self.relay.wake if self.relay else lambda: None
        return Transactions(
            self.engine, self.view, asked.caller, asked.deadline, key=asked.key, on_announced=on_announced
        )


class Config(DependencyProvider, Generic[Loaded]):
    """`config = Config(AccountsConfig)` for the services that are told more than the others."""

    def __init__(self, config: type[Loaded]) -> None:
        self.config = config

    @overload
    def __get__(self, service: None, owner: type) -> Self: ...
    @overload
    def __get__(self, service: object, owner: type) -> Loaded: ...
    def __get__(self, service: object | None, owner: type) -> Self | Loaded:
        return self

    def setup(self) -> None:
        self.loaded = load(self.config)

    def get_dependency(self, worker_ctx: Any) -> Loaded:  # noqa: ARG002  nameko's signature
        return self.loaded


class Lives(Protocol):
    """What works beside the calls, for as long as the process lives. `spawn(work)` starts work of its own."""

    def start(self, spawn: Callable[[Callable[[], None]], None]) -> None: ...

    def stop(self) -> None:
        """Returns when all is done that was begun."""


Living = TypeVar("Living", bound=Lives)


class Beside(DependencyProvider, Generic[Living]):
    """`lines = Beside(Lines)` gives each call `self.lines`, the one of this process."""

    def __init__(self, make: Callable[[], Living]) -> None:
        self.make = make

    @overload
    def __get__(self, service: None, owner: type) -> Self: ...
    @overload
    def __get__(self, service: object, owner: type) -> Living: ...
    def __get__(self, service: object | None, owner: type) -> Self | Living:
        return self

    def setup(self) -> None:
        self.living = self.make()

    def start(self) -> None:
        name = type(self.living).__name__
        self.living.start(lambda work: self.container.spawn_managed_thread(work, identifier=name))

    def stop(self) -> None:
        self.living.stop()

    def get_dependency(self, worker_ctx: Any) -> Living:  # noqa: ARG002  nameko's signature
        return self.living
