"""The private servers of one home, or the ones that were given instead."""

import os

from deploy import rights
from deploy.local import bus, postgres, rabbitmq
from deploy.local.database import create_database, migrate, prepare_database
from deploy.local.home import Home
from deploy.local.machine import install, missing_packages
from deploy.local.postgres import PostgresServer
from deploy.local.process import Process
from deploy.local.rabbitmq import RabbitServer
from deploy.local.say import say, step
from deploy.local.system import Addresses
from deploy.topology import DEAD_LETTERS, PARTS

NAME = "qero"
"""Of the database and of the virtual host."""


class Servers:
    """`database_url` and `amqp_url` stand for servers that run already."""

    def __init__(self, home: Home, *, database_url: str | None = None, amqp_url: str | None = None) -> None:
        self.home = home
        self.database_url = database_url
        self.amqp_url = amqp_url
        if missing := missing_packages(postgres=not database_url, rabbitmq=not amqp_url):
            install(missing)
        self.postgres = None if database_url else PostgresServer(home)
        self.rabbitmq = None if amqp_url else private_rabbitmq(home)

    @classmethod
    def of(cls, home: Home) -> "Servers":
        """As the person's environment says."""
        return cls(home, database_url=os.environ.get("DATABASE_URL"), amqp_url=os.environ.get("AMQP_URL"))

    @property
    def processes(self) -> list[Process]:
        """In the order of their start; they stop in the other."""
        first = [self.postgres.process] if self.postgres else []
        return [*first, self.rabbitmq.names, self.rabbitmq.process] if self.rabbitmq else first

    @property
    def ports(self) -> dict[str, int]:
        ports = {"postgres": self.postgres.port} if self.postgres else {}
        for use, port in (self.rabbitmq.ports if self.rabbitmq else {}).items():
            ports[f"rabbitmq {use}"] = port
        return ports

    def start(self) -> None:
        """RabbitMQ needs the longer: `wait_for_bus` when everything that needs only the database is done."""
        if self.rabbitmq:
            self.rabbitmq.start()
        self.start_database("Starting PostgreSQL, and RabbitMQ beside it")

    def start_database(self, doing: str = "Starting PostgreSQL") -> None:
        if self.postgres:
            with step(doing):
                self.postgres.start()
                self.postgres.process.wait_ready(postgres.START_SECONDS)

    def wait_for_bus(self) -> None:
        if self.rabbitmq:
            with step("Waiting for RabbitMQ"):
                self.rabbitmq.process.wait_ready(rabbitmq.START_SECONDS)

    def prepare(self) -> Addresses:
        """Roles, tables and users: made when missing, brought to this version."""
        with step("Bringing roles, rights and tables to this version"):
            database = prepare_database(self.administrator)
            migrate(database)
        self.wait_for_bus()
        return Addresses(database, self.bus_urls())

    @property
    def administrator(self) -> str:
        """The URL of the database as the one who may do everything in it."""
        if not self.postgres:
            return str(self.database_url)
        if not self.postgres.has(NAME):
            create_database(self.postgres.url("postgres"), NAME)
        return self.postgres.url(NAME)

    def bus_urls(self) -> dict[str, str]:
        if self.rabbitmq:
            return bus.urls(self.rabbitmq.url, NAME, bus.logins(self.home))
        bus.prepare_given(str(self.amqp_url))
        say(
            "  AMQP_URL: every process signs in as its user. What cannot be read is parked only if its administrator "
            f"""lets it: rabbitmqctl set_policy work '^(rpc|evt)-' '{{"dead-letter-exchange":"{DEAD_LETTERS}"}}'"""
        )
        return {part.name: str(self.amqp_url) for part in PARTS}

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.stop()


def private_rabbitmq(home: Home) -> RabbitServer:
    definitions = rights.definitions(NAME, bus.logins(home), bus.queue_type())
    mine = rights.administrator(NAME, rights.Login(rabbitmq.ADMINISTRATOR, home.secret("rabbitmq")))
    definitions = {kind: [*definitions.get(kind, []), *mine.get(kind, [])] for kind in definitions}
    return RabbitServer(home, vhost=NAME, definitions=definitions)
