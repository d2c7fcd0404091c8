"""A RabbitMQ node of the tests' own, on free ports, that may be stopped, blocked and cut off."""

import base64
import contextlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import amqp
from support.waiting import eventually

BINARIES = Path("/usr/lib/rabbitmq/bin")
START_SECONDS = 120
DEFINITIONS = {
    "users": [{"name": "tests", "password": "tests", "tags": "administrator"}],
    "vhosts": [{"name": "tests"}],
    "permissions": [{"user": "tests", "vhost": "tests", "configure": ".*", "write": ".*", "read": ".*"}],
    "exchanges": [{"name": "dead-letters", "vhost": "tests", "type": "fanout", "durable": True, "auto_delete": False}],
    "queues": [{"name": "dead-letters", "vhost": "tests", "durable": True, "auto_delete": False}],
    "bindings": [
        {
            "source": "dead-letters",
            "vhost": "tests",
            "destination": "dead-letters",
            "destination_type": "queue",
            "routing_key": "",
        }
    ],
    "policies": [
        {
            "name": "dead-letters",
            "vhost": "tests",
            "pattern": "^(rpc|evt)-",
            "apply-to": "queues",
            "definition": {"dead-letter-exchange": "dead-letters"},
        }
    ],
}


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@contextmanager
def private_node() -> Iterator["Node"]:
    """Runs as whoever runs the tests; for root, who may not run servers, as `rabbitmq`."""
    folder = Path(tempfile.mkdtemp(prefix="qero-rmq-"))
    node = Node(folder)
    try:
        node.start()
        yield node
    finally:
        node.end()
        shutil.rmtree(folder)


class Node:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.management_port, distribution_port, epmd_port = free_ports(4)
        self.name = f"tests{self.port}@localhost"
        (folder / "definitions.json").write_text(json.dumps(DEFINITIONS))
        (folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.default = 127.0.0.1:{self.port}\n"
            f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {self.management_port}\n"
            f"log.console = false\nlog.file = rabbit.log\nload_definitions = {folder}/definitions.json\n"
        )
        (folder / "enabled_plugins").write_text("[rabbitmq_management].")
        self.environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(folder),
            "RABBITMQ_NODENAME": self.name,
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_DIST_PORT": str(distribution_port),
            "ERL_EPMD_PORT": str(epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ("-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none"),
        }
        self.epmd_port = epmd_port
        self.user = None
        if os.geteuid() == 0:
            self.user = "rabbitmq"
            account = pwd.getpwnam("rabbitmq")
            os.chown(folder, account.pw_uid, account.pw_gid)

    @property
    def url(self) -> str:
        return f"amqp://tests:tests@127.0.0.1:{self.port}/tests"

    def start(self) -> None:
        with (self.folder / "out.log").open("wb") as out:
            self.process = subprocess.Popen(
                [BINARIES / "rabbitmq-server"],
                env=self.environment,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        eventually(self.answers, at_most=START_SECONDS)

    def answers(self) -> bool:
        assert self.process.poll() is None, (self.folder / "out.log").read_text()
        try:
            self.connect().close()
        except (OSError, amqp.AMQPError):
            return False
        return True

    def connect(self) -> amqp.Connection:
        connection = amqp.Connection(
            f"127.0.0.1:{self.port}", userid="tests", password="tests", virtual_host="tests", connect_timeout=5
        )
        connection.connect()
        return connection

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
        self.run("epmd", "-port", str(self.epmd_port), "-kill")

    def control(self, *command: str) -> None:
        """rabbitmqctl."""
        done = self.run(str(BINARIES / "rabbitmqctl"), "-q", *command)
        assert done.returncode == 0, done.stdout + done.stderr

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            env=self.environment,
            user=self.user,
            group=self.user,
            extra_groups=[] if self.user else None,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def away(self) -> Iterator[None]:
        self.control("stop_app")
        try:
            yield
        finally:
            self.control("start_app")
            eventually(self.answers)

    @contextmanager
    def out_of_disk(self) -> Iterator[None]:
        """The disk alarm: connections that publish are blocked."""
        self.control("set_disk_free_limit", "2000GB")
        try:
            yield
        finally:
            self.control("set_disk_free_limit", "50MB")

    def close_connections(self) -> None:
        self.control("close_all_connections", "--global", "a test wants it")

    def management(self, path: str) -> Any:
        """What the management API answers."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.management_port}/api/{path}")
        request.add_header("Authorization", "Basic " + base64.b64encode(b"tests:tests").decode())
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310  our own node
            return json.load(response)

    def consumers_of(self, queue: str) -> int:
        with self.connect() as connection:
            consumers: int = connection.channel().queue_declare(queue, passive=True).consumer_count
        return consumers

    def left_in(self, queue: str) -> int:
        """Messages that a queue holds once nobody consumes from it: what was given and not settled has come back."""
        eventually(lambda: self.consumers_of(queue) == 0)
        with self.connect() as connection:
            ready: int = connection.channel().queue_declare(queue, passive=True).message_count
        return ready
