"""The processes of QERO on one database and one virtual host, whoever runs those."""

import http.client
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from deploy.local import vapid
from deploy.local.home import ROOT, Home
from deploy.local.process import Process
from deploy.topology import GATEWAY, PARTS, Part
from kit.callers import new_private_key, public_key_of

START_SECONDS = 90
GRACE_SECONDS = 25
HURRY_SECONDS = 5
"""What a process has beyond its grace to end by itself, before it is killed."""

LOOPBACK = "127.0.0.1"
OK = 200


@dataclass(frozen=True)
class Addresses:
    """Where the servers are, and as whom each part signs in."""

    database: Mapping[str, str]
    """URL by role"""
    bus: Mapping[str, str]
    """URL by the name of the part"""


class System:
    """One process of each part, and as many more as `another` makes. `processes` are by name: `contacts`, `contacts 2`.

    `extra` goes to every process on top of what the launcher's own environment says. `app` is the folder of the built
    app; without one, the gateway serves what PWA_FOLDER says, or the API alone.
    """

    def __init__(
        self,
        home: Home,
        addresses: Addresses,
        *,
        port: int,
        app: Path | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        self.home = home
        self.addresses = addresses
        self.port = port
        self.app = app
        self.extra = dict(extra or {})
        self.keys = caller_keys(home)
        self.gateway_ports = {GATEWAY.name: port}
        self.metrics_ports: dict[str, int] = {}
        self.processes: dict[str, Process] = {}
        for part in PARTS:
            self.another(part)

    @property
    def address(self) -> str:
        return self.address_of(GATEWAY.name)

    def address_of(self, gateway: str) -> str:
        """Of a gateway's process."""
        return f"http://{LOOPBACK}:{self.gateway_ports[gateway]}"

    @property
    def ports(self) -> dict[str, int]:
        return self.gateway_ports | {f"{name} metrics": port for name, port in self.metrics_ports.items()}

    def replicas(self, part: Part) -> list[str]:
        """The names of its processes."""
        return [name for name in self.processes if name.partition(" ")[0] == part.name]

    def another(self, part: Part, *, folder: Path = ROOT, told: Mapping[str, str] | None = None) -> Process:
        """One more process of a part, with ports and a log of its own. It is not started.

        `folder` holds the tree whose code it runs; `told` goes into its environment. Taken out of `processes` again, it
        is its taker's to end, and its name may be another one's.
        """
        name = next(name for name in names_for(part) if name not in self.processes)
        port = self.metrics_ports[name] = self.home.port(f"{name} metrics")
        listens = {"METRICS_PORT": str(port)}
        if part is GATEWAY:
            self.gateway_ports[name] = self.gateway_ports.get(name) or self.home.port(name)
            listens["PORT"] = str(self.gateway_ports[name])
        command = ["-m", "kit.serve", part.name] if part.answers else ["-m", part.name]
        log = self.home.logs / f"{name.replace(' ', '-')}.log"
        process = self.processes[name] = Process(
            name,
            [sys.executable, *command],
            environment={**self.environment(part), **listens, **(told or {})},
            folder=folder,
            log=log,
            ready=lambda: is_ready(port),
            grace=GRACE_SECONDS + HURRY_SECONDS,
            remedy=f"./qero logs {log.stem} --lines 1000 shows more of it.",
        )
        return process

    def environment(self, part: Part) -> dict[str, str]:
        """But for the ports, which each process has of its own."""
        private_key, public_key = self.keys
        told = {
            "AMQP_URL": self.addresses.bus[part.name],
            "METRICS_HOST": LOOPBACK,
            "GRACE_SECONDS": str(GRACE_SECONDS),
            # Its own resolver is a fifth of a service's start, and a killed one is away for its start.
            "EVENTLET_NO_GREENDNS": "yes",
        }
        if part.answers:
            told |= {"DATABASE_URL": self.addresses.database[part.app], "CALLER_PUBLIC_KEY": public_key}
        if part.name == "accounts":
            told |= {"LINK_SECRET": self.home.secret("links")}
        if part.name == "push":
            told |= {"VAPID_PRIVATE_KEYS": vapid.keys(self.home), "VAPID_SUBJECT": vapid.subject()}
        if part is GATEWAY or part.name == "push":
            told |= {"PUBLIC_ORIGIN": os.environ.get("PUBLIC_ORIGIN", self.address)}
        if part is GATEWAY:
            told |= {"CALLER_PRIVATE_KEY": private_key, "HOST": LOOPBACK}
            if self.app:
                told |= {"PWA_FOLDER": str(self.app)}
        return {**without_secrets(os.environ), **told, **self.extra}

    def start(self) -> None:
        for process in self.processes.values():
            process.start()

    def wait_ready(self) -> None:
        for process in self.processes.values():
            process.wait_ready(START_SECONDS)

    def stop(self) -> None:
        """The doors first: whoever is inside is served to the end."""
        doors = self.replicas(GATEWAY)
        for names in (doors, [name for name in self.processes if name not in doors]):
            for name in names:
                self.processes[name].ask_to_stop()
            for name in names:
                self.processes[name].wait_stopped()


def names_for(part: Part) -> Iterator[str]:
    yield part.name
    for number in count(2):
        yield f"{part.name} {number}"


def is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def caller_keys(home: Home) -> tuple[str, str]:
    """The gateway's Ed25519 pair, private and public, raw in base64url; made once a home."""
    kept = home.read("secrets.json").get("caller key")
    if kept is None:
        kept = new_private_key()
        home.keep_secret("caller key", kept)
    return kept, public_key_of(kept)


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """An administrator's URL is the launcher's business; no process of QERO inherits it."""
    return {name: value for name, value in environment.items() if name not in ("DATABASE_URL", "AMQP_URL")}
