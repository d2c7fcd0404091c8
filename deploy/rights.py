"""What each part may do on the bus, as a RabbitMQ definitions document.

Left out: who may do what in the database; `deploy.local.database` makes those roles from the same table.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deploy.topology import CALLS, DEAD_LETTERS, PARTS, Part

REPLY_KEY = "[0-9a-f-]{36}"
"""A reply goes to the exchange of the calls as well; its routing key is a uuid that only the asker told."""

LONGEST_QUEUE = 10_000
"""Calls or dead letters. A call beyond it is not taken: its asker hears that QERO is busy."""


@dataclass(frozen=True)
class Login:
    user: str
    password: str


def resources(part: Part) -> str:
    """What a part declares, writes and reads: the exchange of the calls and its own queues."""
    names = [CALLS]
    if part.answers:
        names.append(f"rpc-{part.name}")
    if part.calls:
        names.append(rf"rpc\.reply-{part.name}-[0-9a-f-]+")
    return any_of(names)


def may_send(part: Part) -> str:
    """The routing keys it may publish with. A part that only calls sends itself pings, as replies are sent."""
    keys = [REPLY_KEY]
    if part.calls:
        keys.append(rf"({'|'.join(part.calls)})\.[a-z_]+")
    return any_of(keys)


def may_bind(part: Part) -> str:
    """The binding keys by which it may listen."""
    keys = [rf"{part.name}\.\*"] if part.answers else []
    if part.calls:
        keys.append(REPLY_KEY)
    return any_of(keys)


def any_of(patterns: list[str]) -> str:
    return f"^({'|'.join(patterns)})$"


def definitions(vhost: str, logins: Mapping[str, Login]) -> dict[str, Any]:
    """Everything a virtual host needs before the first process starts. `logins` are by the names of the parts."""
    exchange = {"vhost": vhost, "type": "topic", "durable": True, "auto_delete": False, "internal": False}
    return {
        "vhosts": [{"name": vhost}],
        "users": [{"name": login.user, "tags": "", **hashed(login.password)} for login in logins.values()],
        "permissions": [
            {"user": logins[part.name].user, "vhost": vhost}
            | dict.fromkeys(("configure", "write", "read"), resources(part))
            for part in PARTS
        ],
        "topic_permissions": [
            {"user": logins[part.name].user, "vhost": vhost, "exchange": CALLS}
            | {"write": may_send(part), "read": may_bind(part)}
            for part in PARTS
        ],
        "exchanges": [{**exchange, "name": name, "arguments": {}} for name in (CALLS, DEAD_LETTERS)],
        "queues": [
            {"vhost": vhost, "name": DEAD_LETTERS, "durable": True, "auto_delete": False, "arguments": {}},
        ],
        "bindings": [
            {"vhost": vhost, "source": DEAD_LETTERS, "destination": DEAD_LETTERS, "destination_type": "queue"}
            | {"routing_key": "#", "arguments": {}},
        ],
        "policies": [
            policy(
                vhost,
                "work",
                "^(rpc|evt)-",
                {"dead-letter-exchange": DEAD_LETTERS, "max-length": LONGEST_QUEUE, "overflow": "reject-publish"},
            ),
            policy(vhost, DEAD_LETTERS, f"^{DEAD_LETTERS}$", {"max-length": LONGEST_QUEUE}),
        ],
    }


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
