"""The keys by which push services know this QERO: made at the first start and kept, for every device has one of them.

The first key is what new devices subscribe with. The others sign for the devices that were made with them, until these
have come back and taken the first.
"""

import argparse
import os
import sys

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from deploy.local.home import Home
from deploy.local.say import Trouble, say
from services.push.sending.vapid import key_of, public_key_of, text_of

SECRET = "vapid keys"  # noqa: S105  a name
LOCAL_SUBJECT = "mailto:nobody@localhost"
"""Enough for a machine of one's own; `VAPID_SUBJECT` says who answers for one that people use."""

RESTART = "Running processes go on with the keys they began with: ./qero down and ./qero up again."


def keys(home: Home) -> str:
    """Private keys with commas, as the service is told."""
    kept = home.read("secrets.json").get(SECRET)
    if kept is None:
        kept = new_key()
        home.keep_secret(SECRET, kept)
    return str(kept)


def subject() -> str:
    return os.environ.get("VAPID_SUBJECT", LOCAL_SUBJECT)


def new_key() -> str:
    return text_of(generate_private_key(SECP256R1()))


def add_vapid(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="action")
    actions.add_parser("show", help="the public keys, the one of new devices first")
    actions.add_parser("export", help="the private keys, to be kept where secrets are kept")
    actions.add_parser("import", help="reads what export wrote, and puts it in front of the keys that are here")
    actions.add_parser("rotate", help="makes a new key for new devices; the others go on signing for theirs")
    actions.add_parser("retire", help="forgets all but the first: devices of the others ring again when they are used")


def act_on_keys(home: Home, told: argparse.Namespace) -> int:
    kept = keys(home).split(",")
    match told.action:
        case "export":
            print("\n".join(kept))
            return 0
        case "show":
            pass
        case "import":
            kept = keep(home, [*read_keys(sys.stdin.read()), *kept])
        case "rotate":
            kept = keep(home, [new_key(), *kept])
        case _:
            kept = keep(home, kept[:1])
    for number, key in enumerate(kept):
        say(f"{public_key_of(key_of(key))}  {'new devices' if number == 0 else 'devices that were made with it'}")
    return 0


def keep(home: Home, wanted: list[str]) -> list[str]:
    once = list(dict.fromkeys(wanted))
    home.keep_secret(SECRET, ",".join(once))
    if home.is_in_use():
        say(RESTART)
    return once


def read_keys(text: str) -> list[str]:
    found = text.replace(",", " ").split()
    if not found:
        raise Trouble("No keys came in: ./qero vapid import < keys.txt")
    for number, key in enumerate(found, 1):
        try:
            key_of(key)
        except ValueError as error:
            raise Trouble(f"Key {number} of what came in is none: {error}.") from error
    return found
