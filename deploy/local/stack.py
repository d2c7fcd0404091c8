"""A whole QERO on servers that run already, in a fresh database and virtual host: for tests."""

import secrets
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from deploy import rights
from deploy.local import bus
from deploy.local.database import create_database, drop_database, migrate, prepare_database
from deploy.local.home import Home
from deploy.local.process import Process
from deploy.local.system import Addresses, System


class Stack:
    """`postgres` and `amqp` are administrators' URLs; `extra` is environment for every process.

    `urls` are the database's, by role (`settings_app`, `settings_owner`, `administrator`); `bus` are the broker's, by
    the name of the part (`settings`, `gateway`) and for the `administrator`.
    """

    def __init__(
        self, folder: Path, *, postgres: str, amqp: str, management: str, extra: Mapping[str, str] | None = None
    ) -> None:
        self.home = Home(folder).open()
        self.name = f"qero_{secrets.token_hex(6)}"
        self.postgres = postgres
        self.amqp = amqp
        self.management = management
        self.extra = extra or {}
        self.undo = ExitStack()

    def __enter__(self) -> Self:
        try:
            self.build()
        except BaseException:
            self.undo.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.undo.close()

    def build(self) -> None:
        administrator = create_database(self.postgres, self.name)
        self.undo.callback(drop_database, self.postgres, self.name)
        database = prepare_database(administrator)
        migrate(database)
        self.make_virtual_host()
        self.urls = {**database, "administrator": administrator}
        self.bus = {
            **bus.urls(self.amqp, self.name, self.users),
            "administrator": urlsplit(self.amqp)._replace(path=f"/{self.name}").geturl(),
        }
        self.system = System(self.home, Addresses(database, self.bus), port=self.home.port("gateway"), extra=self.extra)
        self.undo.callback(self.kill)
        self.system.start()
        self.system.wait_ready()

    def kill(self) -> None:
        """Nobody is inside any more who would have to be served to the end."""
        for process in self.processes.values():
            process.kill()

    def make_virtual_host(self) -> None:
        self.users = bus.logins(self.home, prefix=f"{self.name}.")
        self.undo.callback(self.remove_virtual_host)
        self.define_virtual_host()

    def define_virtual_host(self) -> None:
        """With users, rights, exchanges and policies: also again, after somebody has taken it away."""
        wanted = rights.definitions(self.name, self.users, bus.queue_type())
        user = urlsplit(self.amqp).username or ""
        wanted["permissions"].append(rights.all_rights(self.name, user))
        bus.manage(self.management, self.amqp, "POST", "/api/definitions", wanted)

    def remove_virtual_host(self) -> None:
        for path in (f"/api/vhosts/{self.name}", *(f"/api/users/{login.user}" for login in self.users.values())):
            bus.manage(self.management, self.amqp, "DELETE", path)

    @property
    def address(self) -> str:
        return self.system.address

    @property
    def processes(self) -> dict[str, Process]:
        """`processes["contacts"]` has pid, kill(), stop(), start(), wait_ready() and restart()."""
        return self.system.processes
