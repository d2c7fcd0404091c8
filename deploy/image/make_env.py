"""Makes what compose.yaml is told: `python -m deploy.image.make_env deploy/image`.

    .env              passwords, keys and addresses, made by chance; its owner's alone
    definitions.json  RabbitMQ's users and rights, made of deploy.rights; passwords are only hashes in it

What an .env says already stays as it is: an address of one's own, a password, a key. Another run adds what a new
version wants, and makes the rights anew.
"""

import argparse
import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from deploy import rights
from deploy.local.say import Trouble, say
from deploy.prepare import role_variables
from deploy.topology import PARTS
from kit.callers import new_private_key, public_key_of
from services.push.sending.vapid import text_of

ENV = ".env"
DEFINITIONS = "definitions.json"
POSTGRES = "postgres:5432/qero"
RABBITMQ = "rabbitmq:5672/qero"
"""Where compose.yaml runs them: host, port, and database or virtual host."""


def wanted(kept: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Everything that compose.yaml takes from its .env, in order: what is kept, else made."""
    keep = dict(kept)

    def one(name: str, made: str) -> tuple[str, str]:
        keep.setdefault(name, made)
        return name, keep[name]

    yield one("PUBLIC_ORIGIN", "http://localhost:8000")
    yield one("PUBLISHED_ON", "127.0.0.1:8000")
    yield one("QUEUE_TYPE", "classic")
    yield one("POSTGRES_PASSWORD", password())
    yield one("DB_ADMINISTRATOR_URL", f"postgresql://postgres:{keep['POSTGRES_PASSWORD']}@{POSTGRES}")
    for role, variable in role_variables():
        yield one(variable, f"postgresql://{role}:{password()}@{POSTGRES}")
    for part in PARTS:
        yield one(amqp_variable(part.name), f"amqp://{part.name}:{password()}@{RABBITMQ}")
    yield one("CALLER_PRIVATE_KEY", new_private_key())
    yield one("CALLER_PUBLIC_KEY", public_key_of(keep["CALLER_PRIVATE_KEY"]))
    yield one("LINK_SECRET", password())
    yield one("VAPID_PRIVATE_KEYS", text_of(generate_private_key(SECP256R1())))
    yield one("VAPID_SUBJECT", "mailto:nobody@localhost")


def amqp_variable(part: str) -> str:
    return f"AMQP_{part}_URL".upper()


def password() -> str:
    """Nothing that a URL or a shell would read otherwise."""
    return secrets.token_hex(24)


def read(text: str) -> dict[str, str]:
    """The variables of an .env."""
    lines = [line.strip() for line in text.splitlines()]
    told = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name.strip(): value.strip().strip("'\"") for name, _, value in told}


def definitions(env: Mapping[str, str]) -> dict[str, object]:
    """RabbitMQ's, for the users that the URLs name. Raises Trouble."""
    logins, vhosts = {}, set()
    for part in PARTS:
        url = urlsplit(env[amqp_variable(part.name)])
        if not (url.username and url.password):
            raise Trouble(f"{amqp_variable(part.name)} needs a user and a password.")
        logins[part.name] = rights.Login(unquote(url.username), unquote(url.password))
        vhosts.add(unquote(url.path[1:]))
    if len(vhosts) > 1:
        raise Trouble(f"All parts meet in one virtual host; the AMQP_…_URL name {len(vhosts)}.")
    queue_type = env["QUEUE_TYPE"]
    if queue_type not in ("classic", "quorum"):
        raise Trouble(f"QUEUE_TYPE is classic or quorum, not {queue_type}.")
    return rights.definitions(vhosts.pop(), logins, "quorum" if queue_type == "quorum" else "classic")


def make(folder: Path) -> None:
    path = folder / ENV
    before = path.read_text() if path.exists() else ""
    kept = read(before)
    env = dict(wanted(kept))
    new = [f"{name}={value}" for name, value in env.items() if name not in kept]
    if before and not before.endswith("\n"):
        before += "\n"
    written = definitions(env | kept)
    if new:
        keep(path, before + "\n".join([*new, ""]), 0o600)
    # Another user reads it, in RabbitMQ's container.
    keep(folder / DEFINITIONS, json.dumps(written, indent=1) + "\n", 0o644)
    say(f"{len(new)} of {len(env)} values are new in {path}; the rights are in {folder / DEFINITIONS}")


def keep(path: Path, content: str, mode: int) -> None:
    """Readers see the old file or the new one."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
    new.chmod(mode)
    new.rename(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m deploy.image.make_env")
    parser.add_argument("folder", type=Path, help="of compose.yaml")
    try:
        make(parser.parse_args().folder)
    except Trouble as trouble:
        sys.exit(f"✗ {trouble}")
