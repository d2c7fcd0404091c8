"""A private RabbitMQ that tests stop, block and cut off."""

import json
import subprocess
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import amqp
from support.waiting import eventually

from deploy.local.bus import queue_type
from deploy.local.rabbitmq import RabbitServer

KIND = {"x-queue-type": "quorum"} if queue_type() == "quorum" else {}
"""Arguments of a queue that a service declares as well, or has declared: both must be of one kind."""


class Node:
    """The launcher's node, and handles to break it by. As its administrator."""

    def __init__(self, server: RabbitServer) -> None:
        self.server = server
        self.url = server.url
        self.vhost = server.vhost

    @property
    def process_group(self) -> int:
        assert self.server.process.pid
        return self.server.process.pid

    def answers(self) -> bool:
        try:
            self.connect().close()
        except (OSError, amqp.AMQPError):
            return False
        return True

    def connect(self) -> amqp.Connection:
        at = urlsplit(self.url)
        connection = amqp.Connection(
            f"{at.hostname}:{at.port}",
            userid=at.username,
            password=at.password,
            virtual_host=self.vhost,
            connect_timeout=5,
        )
        connection.connect()
        return connection

    def control(self, *command: str) -> None:
        """rabbitmqctl."""
        account = self.server.account
        done = subprocess.run(
            [self.server.programs / "rabbitmqctl", "-q", *command],
            env=self.server.environment(),
            user=account and account.uid,
            group=account and account.gid,
            extra_groups=[] if account else None,
            cwd=self.server.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

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

    def queue(self, name: str) -> dict[str, Any] | None:
        """What the management API says of a queue; None when there is none."""
        found = {queue["name"]: queue for queue in self.management(f"queues/{self.vhost}")}
        return found.get(name)

    def management(self, path: str) -> Any:
        at = urlsplit(self.url)
        request = urllib.request.Request(f"{self.server.management}/api/{path}")  # noqa: S310  our own node
        request.add_header("Authorization", "Basic " + b64encode(f"{at.username}:{at.password}".encode()).decode())
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
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
