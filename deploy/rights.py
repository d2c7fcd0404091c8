"""What each part may do on the bus, as a RabbitMQ definitions document.

Left out: who may do what in the database; `deploy.roles` says that, from the same table.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.bus import CALLS, EPHEMERAL, exchange_of
from deploy.topology import DEAD_LETTERS, PARTS, SERVICES, Part
from kit.config import QueueType

UUID = "[0-9a-f-]{36}"
REPLY_KEY = UUID
"""A reply goes to the exchange of the calls as well; its routing key is a uuid that only the asker told."""

MOST_DELIVERIES = 20
"""Of one message, where its queue is a quorum queue: what takes its process down each time must end somewhere."""

LONGEST_QUEUE = 10_000
"""Calls or dead letters. A call beyond it is not taken: its asker hears that QERO is busy."""


EXCHANGES = (CALLS, DEAD_LETTERS, EPHEMERAL, *(service.events for service in SERVICES))


@dataclass(frozen=True)
class Login:
    user: str
    password: str


def owned(part: Part) -> list[str]:
    """What a part declares: its queues, and the exchange of its events."""
    names = [rf"rpc\.reply-{part.name}-{UUID}"] if part.calls or part.listens else []
    if part.answers:
        names += [f"rpc-{part.name}", re.escape(part.events)]
        names += [f"evt-{source}-journal--{part.name}" for source in part.listens]
        names += [f"{part.name}-{key}-{UUID}" for key in part.ephemeral]
    else:
        names += [f"gw-evt-{UUID}", EPHEMERAL]
    return names


def may_configure(part: Part) -> str:
    return any_of([CALLS, *owned(part)])


def may_read(part: Part) -> str:
    """Its own queues, and the exchanges that these are bound to."""
    heard = [*(re.escape(exchange_of(source)) for source in part.listens), *([EPHEMERAL] if part.ephemeral else [])]
    return any_of([CALLS, *owned(part), *heard])


def may_send(part: Part) -> str:
    """The routing keys it may publish with. A part that only calls sends itself pings, as replies are sent."""
    keys = [REPLY_KEY]
    if part.calls:
        keys.append(rf"({'|'.join(part.calls)})\.[a-z_]+")
    asked = {**part.listens, **part.feeds}
    keys += [rf"{source}\.({'|'.join(feeds)})" for source, feeds in asked.items() if source not in part.calls]
    return any_of(keys)


def may_bind(part: Part) -> str:
    """The binding keys by which it may listen for calls and replies."""
    keys = [rf"{part.name}\.\*"] if part.answers else []
    if part.calls or part.listens:
        keys.append(REPLY_KEY)
    return any_of(keys)


def any_of(patterns: list[str]) -> str:
    return f"^({'|'.join(patterns)})$"


def definitions(vhost: str, logins: Mapping[str, Login], queue_type: QueueType = "classic") -> dict[str, Any]:
    """Everything a virtual host needs before the first process starts. `logins` are by the names of the parts.

    `queue_type` is what the processes are told as QUEUE_TYPE.
    """
    arguments = {"x-queue-type": "quorum"} if queue_type == "quorum" else {}
    exchange = {"vhost": vhost, "type": "topic", "durable": True, "auto_delete": False, "internal": False}
    return {
        "vhosts": [{"name": vhost}],
        "users": [{"name": login.user, "tags": "", **hashed(login.password)} for login in logins.values()],
        "permissions": [
            {"user": logins[part.name].user, "vhost": vhost}
            | {"configure": may_configure(part), "write": may_configure(part), "read": may_read(part)}
            for part in PARTS
        ],
        "topic_permissions": [
            {"user": logins[part.name].user, "vhost": vhost, "exchange": CALLS}
            | {"write": may_send(part), "read": may_bind(part)}
            for part in PARTS
        ],
        "exchanges": [{**exchange, "name": name, "arguments": {}} for name in EXCHANGES],
        "queues": [
            {"vhost": vhost, "name": DEAD_LETTERS, "durable": True, "auto_delete": False, "arguments": arguments},
        ],
        "bindings": [
            {"vhost": vhost, "source": DEAD_LETTERS, "destination": DEAD_LETTERS, "destination_type": "queue"}
            | {"routing_key": "#", "arguments": {}},
        ],
        "policies": policies(vhost, queue_type),
    }


def policies(vhost: str, queue_type: QueueType = "classic") -> list[dict[str, Any]]:
    limit = {"delivery-limit": MOST_DELIVERIES} if queue_type == "quorum" else {}
    work = {"dead-letter-exchange": DEAD_LETTERS, "max-length": LONGEST_QUEUE, "overflow": "reject-publish"}
    return [
        policy(vhost, "work", "^rpc-", work | limit),
        # A listener fills any gap from the journal: a slow one must not hold up what others hear.
        policy(vhost, "events", "^evt-", {"max-length": LONGEST_QUEUE, "overflow": "drop-head"} | limit),
        policy(vhost, DEAD_LETTERS, f"^{DEAD_LETTERS}$", {"max-length": LONGEST_QUEUE}),
    ]


def policy(vhost: str, name: str, pattern: str, definition: dict[str, Any]) -> dict[str, Any]:
    return {
        "vhost": vhost,
        "name": name,
        "pattern": pattern,
        "apply-to": "queues",
        "priority": 10,
        "definition": definition,
    }


def administrator(vhost: str, login: Login) -> dict[str, Any]:
    """The launcher's own user."""
    return {
        "users": [{"name": login.user, "tags": "administrator", **hashed(login.password)}],
        "permissions": [all_rights(vhost, login.user)],
    }


def all_rights(vhost: str, user: str) -> dict[str, str]:
    return {"user": user, "vhost": vhost, "configure": ".*", "write": ".*", "read": ".*"}


def hashed(password: str) -> dict[str, str]:
    salt = secrets.token_bytes(4)
    digest = hashlib.sha256(salt + password.encode()).digest()
    return {
        "password_hash": base64.b64encode(salt + digest).decode(),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
    }
