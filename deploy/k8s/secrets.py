"""`python -m deploy.k8s.secrets FOLDER` makes every Secret of a new QERO and writes them to FOLDER/secrets.yaml.

Again, it keeps what is there and adds what is missing. Nobody else has these values: keep the file where secrets are
kept, and out of version control.
"""

import argparse
import base64
import hashlib
import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import yaml

from deploy.k8s.broker import ADMINISTRATOR, TAGS
from deploy.k8s.manifests import (
    BROKER_HOST,
    DATABASE,
    DATABASE_HOST,
    NAMESPACE,
    POSTGRES,
    RABBITMQ,
    SCALER,
    VHOST,
    Manifest,
    text,
)
from deploy.k8s.secret_keys import BASIC_AUTH, KEPT, Kept
from deploy.local.vapid import new_key
from deploy.rights import hashed
from deploy.topology import PARTS, SERVICES
from kit.callers import new_private_key, public_key_of

FILE = "secrets.yaml"
SUBJECT = "mailto:nobody@localhost"
"""Enough for a cluster of one's own; push services want to know who answers for one that people use."""

Values = dict[str, dict[str, str]]
"""By the name of the Secret, by key."""


def values(kept: Values, *, subject: str | None = None) -> Values:
    """All that there have to be. What is in `kept` stays as it is, but for the subject when another one is told."""
    made: Values = {}
    for name, user, url in logins():
        password = kept.get(name, {}).get("password") or secrets.token_urlsafe(32)
        made[name] = {"username": user, "password": password} | ({"url": url.format(quote(password))} if url else {})
    private = kept.get("caller", {}).get("private") or new_private_key()
    made["caller"] = {"private": private, "public": public_key_of(private)}
    made["links"] = kept.get("links") or {"secret": secrets.token_urlsafe(48)}
    vapid = kept.get("vapid", {})
    made["vapid"] = {
        "private-keys": vapid.get("private-keys") or new_key(),
        "subject": subject or vapid.get("subject") or SUBJECT,
    }
    made[f"{RABBITMQ}-users"] = {"users.json": users(made, kept.get(f"{RABBITMQ}-users", {}).get("users.json", "{}"))}
    administrator = f"{POSTGRES}-administrator"
    made[administrator] = {
        "password": kept.get(administrator, {}).get("password") or secrets.token_urlsafe(32),
        "passwords.sql": "".join(passwords(made)),
    }
    return made


def logins() -> Iterator[tuple[str, str, str]]:
    """Secret, user, and the URL with a place for the password."""
    for part in PARTS:
        yield f"amqp-{part.name}", part.name, f"amqp://{part.name}:{{}}@{BROKER_HOST}:5672/{VHOST}"
    for service in SERVICES:
        for secret, role in ((f"db-{service.name}", service.app), (f"db-{service.name}-owner", service.owner)):
            yield secret, role, f"postgresql://{role}:{{}}@{DATABASE_HOST}:5432/{DATABASE}"
    yield f"amqp-{SCALER}", SCALER, ""
    yield f"{RABBITMQ}-administrator", ADMINISTRATOR, ""


def users(made: Values, before: str) -> str:
    """As a server that reads definitions takes them. A hash that still fits stays, for it is another one each time."""
    hashes = {user["name"]: user["password_hash"] for user in json.loads(before).get("users", ())}
    told = []
    for name, login in made.items():
        if not name.startswith(("amqp-", RABBITMQ)):
            continue
        user, password = login["username"], login["password"]
        old = hashes.get(user)
        secret = {**hashed(password), "password_hash": old} if old and fits(password, old) else hashed(password)
        tags = ADMINISTRATOR if user == ADMINISTRATOR else TAGS.get(user, "")
        told.append({"name": user, "tags": tags, **secret})
    return json.dumps({"vhosts": [{"name": VHOST}], "users": told})


def fits(password: str, password_hash: str) -> bool:
    raw = base64.b64decode(password_hash)
    return raw[4:] == hashlib.sha256(raw[:4] + password.encode()).digest()


def passwords(made: Values) -> Iterator[str]:
    for name, login in made.items():
        if name.startswith("db-"):
            yield f"alter role \"{login['username']}\" password '{login['password']}';\n"


def manifest_of(kept: Kept, told: Mapping[str, str]) -> Manifest:
    # The operator of the database gives a role its password again when its Secret has another one.
    labels = {"labels": {"cnpg.io/reload": "true"}} if kept.type == BASIC_AUTH else {}
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": kept.name, "namespace": NAMESPACE, **labels},
        "type": kept.type,
        "stringData": {key: told[key] for key in kept.keys},
    }


def read(path: Path) -> Values:
    if not path.exists():
        return {}
    return {found["metadata"]["name"]: found["stringData"] for found in yaml.safe_load_all(path.read_text())}


def write(folder: Path, *, subject: str | None = None) -> Path:
    """Readers see the old file or the new one, and only the owner may read."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    made = values(read(path), subject=subject)
    new = folder / f"{FILE}.new"
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text(manifest_of(kept, made[kept.name]) for kept in KEPT))
    new.rename(path)
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m deploy.k8s.secrets", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--subject", help="mailto: or https: of who answers for this QERO, for the push services")
    told = parser.parse_args()
    written = write(told.folder, subject=told.subject)
    sys.stdout.write(f"{len(KEPT)} Secrets are in {written}. Keep it where secrets are kept.\n")
