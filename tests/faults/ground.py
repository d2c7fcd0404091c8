"""A whole QERO as `./qero up` runs it, with more than one process of some parts, on servers that may be broken."""

import random
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from support.broker import Node

from deploy.local.database import drop_database
from deploy.local.home import Home
from deploy.local.servers import NAME, Servers
from deploy.local.system import System
from deploy.topology import GATEWAY, PARTS, SERVICES

FROM_ANYWHERE = {"TRUSTED_PROXIES": "127.0.0.1"}
"""Each request may say that it comes from another address, so that none is one too many."""
PLENTY = {"PERSON_REQUESTS_PER_MINUTE": "100000", "PERSON_REQUESTS_AT_ONCE": "100000"}
NOWHERE = "http://127.0.0.1:9"
"""A push service that is never there: all that is to ring waits for it, and can be counted."""
SERVICE_NAMES = tuple(service.name for service in SERVICES)
BY_NAME = {part.name: part for part in PARTS}


class Ground:
    """`processes` are all of QERO's by name: the second of a part is called `gateway 2`, the third `gateway 3`.

    `addresses` are those of the gateways that requests go to. Everybody who asks holds this very list, so that it may
    change under way.
    """

    def __init__(self, servers: Servers, system: System) -> None:
        assert servers.postgres
        assert servers.rabbitmq
        self.servers = servers
        self.postgres = servers.postgres
        self.rabbitmq = servers.rabbitmq
        self.node = Node(servers.rabbitmq)
        self.system = system
        self.processes = system.processes
        self.addresses = list(self.gateways)

    def replicas(self, part: str) -> list[str]:
        return self.system.replicas(BY_NAME[part])

    @property
    def gateways(self) -> dict[str, str]:
        """Name by address."""
        return {self.system.address_of(name): name for name in self.replicas(GATEWAY.name)}

    def database(self) -> psycopg.Connection:
        """As the administrator, who sees every row."""
        return psycopg.connect(self.postgres.url(NAME), autocommit=True, connect_timeout=5)

    def is_whole(self) -> bool:
        return all(process.ready() for process in self.processes.values())

    def start(self) -> None:
        for process in self.processes.values():
            process.start()
        for process in self.processes.values():
            process.wait_ready(90)

    def stop(self) -> None:
        for name in reversed(self.processes):
            self.processes[name].ask_to_stop()
        for process in self.processes.values():
            process.wait_stopped()


@contextmanager
def ground(
    servers: Servers, folder: Path, *, told: Mapping[str, str] | None = None, **replicas: int
) -> Iterator[Ground]:
    """On running servers, in a database that begins empty. `replicas`: how many processes of a part, else one.

    `told` goes into everybody's environment.
    """
    assert servers.postgres
    drop_database(servers.postgres.url("postgres"), NAME)
    addresses = servers.prepare()
    home = Home(folder / "home").open()
    extra = {**FROM_ANYWHERE, **PLENTY, "PUSH_SERVICES": NOWHERE, **(told or {})}
    system = System(home, addresses, port=home.port("gateway"), extra=extra)
    for part, wanted in replicas.items():
        for _ in range(1, wanted):
            system.another(BY_NAME[part])
    here = Ground(servers, system)
    with ExitStack() as undo:
        undo.callback(here.stop)
        here.start()
        yield here


def an_address(chance: random.Random) -> str:
    return f"2001:db8::{chance.getrandbits(16):x}:{chance.getrandbits(16):x}:{chance.getrandbits(16):x}"
