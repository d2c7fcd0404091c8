"""A whole QERO as `./qero up` runs it, with more than one process of some parts, on servers that may be broken."""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from support.broker import Node

from deploy.local.database import drop_database
from deploy.local.home import Home
from deploy.local.servers import NAME, Servers
from deploy.local.system import System
from deploy.topology import GATEWAY, SERVICES

FROM_ANYWHERE = {"TRUSTED_PROXIES": "127.0.0.1"}
"""Each request may say that it comes from another address, so that none is one too many."""
PLENTY = {"PERSON_REQUESTS_PER_MINUTE": "100000", "PERSON_REQUESTS_AT_ONCE": "100000"}
NOWHERE = "http://127.0.0.1:9"
"""A push service that is never there: all that is to ring waits for it, and can be counted."""
SERVICE_NAMES = tuple(service.name for service in SERVICES)


class Ground:
    """`processes` are all of QERO's by name: the second of a part is called `gateway 2`, the third `gateway 3`."""

    def __init__(self, servers: Servers, systems: Sequence[System], replicas: Mapping[str, int]) -> None:
        assert servers.postgres
        assert servers.rabbitmq
        self.servers = servers
        self.postgres = servers.postgres
        self.rabbitmq = servers.rabbitmq
        self.node = Node(servers.rabbitmq)
        self.system = systems[0]
        self.processes = dict(self.system.processes)
        for part, wanted in replicas.items():
            for number, system in enumerate(systems[1:wanted], 2):
                self.processes[f"{part} {number}"] = system.processes[part]
        self.addresses = [system.address for system in systems[: replicas.get(GATEWAY.name, 1)]]

    def replicas(self, part: str) -> list[str]:
        return [name for name in self.processes if name.partition(" ")[0] == part]

    @property
    def gateways(self) -> dict[str, str]:
        """Name by address."""
        return dict(zip(self.addresses, self.replicas(GATEWAY.name), strict=True))

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
def ground(servers: Servers, folder: Path, **replicas: int) -> Iterator[Ground]:
    """On running servers, in a database that begins empty. `replicas`: how many processes of a part, else one."""
    assert servers.postgres
    drop_database(servers.postgres.url("postgres"), NAME)
    addresses = servers.prepare()
    systems: list[System] = []
    for number in range(max(replicas.values(), default=1)):
        home = Home(folder / str(number)).open()
        if systems:
            home.write("secrets.json", systems[0].home.read("secrets.json"))
        systems.append(
            System(
                home, addresses, port=home.port("gateway"), extra={**FROM_ANYWHERE, **PLENTY, "PUSH_SERVICES": NOWHERE}
            )
        )
    here = Ground(servers, systems, replicas)
    with ExitStack() as undo:
        undo.callback(here.stop)
        here.start()
        yield here


def an_address(chance: random.Random) -> str:
    return f"2001:db8::{chance.getrandbits(16):x}:{chance.getrandbits(16):x}:{chance.getrandbits(16):x}"
