"""One virtual host for all parts: users, rights, exchanges and policies, from `deploy.rights`.

Left out: the server itself (`deploy.local.rabbitmq`).
"""

import base64
import http.client
import json
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import amqp
from amqp.exceptions import AMQPError

from deploy.local.home import Home
from deploy.local.say import Trouble
from deploy.rights import EXCHANGES, Login
from deploy.topology import DEAD_LETTERS, PARTS
from kit.config import QueueType

REFUSED = 300
DEFAULT_PORT = 5672


def logins(home: Home, *, prefix: str = "") -> dict[str, Login]:
    """Users belong to the whole server: `prefix` keeps apart those of several virtual hosts."""
    return {part.name: Login(f"{prefix}{part.name}", home.secret(f"rabbitmq {part.name}")) for part in PARTS}


def queue_type() -> QueueType:
    """What every process here is told as QUEUE_TYPE: each takes it from the launcher's environment."""
    match os.environ.get("QUEUE_TYPE", "classic"):
        case "classic":
            return "classic"
        case "quorum":
            return "quorum"
        case other:
            raise Trouble(f"QUEUE_TYPE is classic or quorum, not {other}.")


def urls(server: str, vhost: str, users: Mapping[str, Login]) -> dict[str, str]:
    """Each part's own way in, from any URL of the same server."""
    where = urlsplit(server).netloc.rpartition("@")[2]
    return {
        name: f"amqp://{quote(login.user)}:{quote(login.password, safe='')}@{where}/{quote(vhost, safe='')}"
        for name, login in users.items()
    }


def manage(management: str, administrator: str, method: str, path: str, body: dict[str, Any] | None = None) -> None:
    """One request to RabbitMQ's management API, as the user of the URL `administrator`."""
    who = urlsplit(administrator)
    token = base64.b64encode(f"{who.username}:{who.password}".encode()).decode()
    connection = http.client.HTTPConnection(urlsplit(management).netloc, timeout=30)
    try:
        headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        words = answer.read().decode(errors="replace")
    finally:
        connection.close()
    if answer.status >= REFUSED:
        raise Trouble(f"RabbitMQ refused {method} {path}: {answer.status} {words}")


def connect(url: str) -> amqp.Connection:
    where = urlsplit(url)
    connection = amqp.Connection(
        f"{where.hostname}:{where.port or DEFAULT_PORT}",
        userid=unquote(where.username or "guest"),
        password=unquote(where.password or "guest"),
        virtual_host=unquote(where.path[1:]) or "/",
        ssl=where.scheme == "amqps",
        connect_timeout=2,
        read_timeout=5,
    )
    try:
        connection.connect()
    except BaseException:
        connection.collect()
        raise
    return connection


def prepare_given(url: str) -> None:
    """On somebody else's server the launcher declares what it may; users and policies are its administrator's."""
    try:
        with connect(url) as connection:
            channel = connection.channel()
            for exchange in EXCHANGES:
                channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
            arguments = {"x-queue-type": "quorum"} if queue_type() == "quorum" else {}
            channel.queue_declare(DEAD_LETTERS, durable=True, auto_delete=False, arguments=arguments)
            channel.queue_bind(DEAD_LETTERS, DEAD_LETTERS, "#")
    except (OSError, AMQPError) as error:
        where = urlsplit(url)
        raise Trouble(
            f"AMQP_URL cannot be used ({where.username} at {where.hostname}, virtual host {where.path[1:] or '/'}): "
            f"{error}. Its user needs all rights in that virtual host."
        ) from error
