"""Whether a service lives, is ready, and what it has counted: a small listener of its own, never the public one."""

import json
import time
from collections.abc import Callable, Iterable
from typing import Any

import eventlet
import eventlet.wsgi
import structlog
from eventlet.greenthread import GreenThread
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kit import migrations
from kit.consumer import DrainingConsumer

log = structlog.get_logger()

QUIET_SECONDS = 5
"""A consumer that has not turned for so long is not taking calls."""

DATABASE_SECONDS = 0.3

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class Health:
    """Live: the hub turns, which answering proves. Ready: calls that arrive now can be answered."""

    def __init__(self, service: str, engine: Engine, consumers: Callable[[], Iterable[DrainingConsumer]]) -> None:
        self.database = DatabaseCheck(service, engine)
        self.consumers = consumers

    def listen(self, host: str, port: int) -> None:
        try:
            socket = eventlet.listen((host, port))
        except OSError as error:
            raise SystemExit(f"METRICS_PORT {port} on {host} cannot be listened on: {error.strerror}") from error
        eventlet.spawn_n(eventlet.wsgi.server, socket, self, log_output=False)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        match environ["PATH_INFO"]:
            case "/livez":
                status, kind, body = "200 OK", "text/plain", b"live\n"
            case "/readyz":
                faults = self.faults()
                status = "503 Service Unavailable" if faults else "200 OK"
                kind, body = "application/json", json.dumps({"ready": not faults, "faults": faults}).encode()
            case "/metrics":
                status, kind, body = "200 OK", CONTENT_TYPE_LATEST, generate_latest()
            case _:
                status, kind, body = "404 Not Found", "text/plain", b"/livez /readyz /metrics\n"
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    def faults(self) -> list[str]:
        return [fault for fault in (self.bus_fault(), self.database.fault()) if fault]

    def bus_fault(self) -> str:
        consumers = list(self.consumers())
        if not consumers:
            return "bus: no consumer yet"
        if any(consumer.stopping for consumer in consumers):
            return "bus: draining"
        if any(time.monotonic() - consumer.beat > QUIET_SECONDS for consumer in consumers):
            return "bus: not connected"
        return ""


class DatabaseCheck:
    """Asks over a connection of its own. What takes too long goes on in the background: it is never interrupted."""

    def __init__(self, service: str, engine: Engine) -> None:
        self.service = service
        self.engine = engine
        self.revisions = migrations.revisions(service)
        self.looking: GreenThread | None = None

    def fault(self) -> str:
        self.looking = self.looking or eventlet.spawn(self.look)
        with eventlet.Timeout(DATABASE_SECONDS, False):  # noqa: FBT003  eventlet's word for "raise nothing"
            found: str = self.looking.wait()
            return found
        return f"database: no answer within {DATABASE_SECONDS} s"

    def look(self) -> str:
        try:
            with self.engine.connect() as connection:
                current = migrations.current_revision(connection, self.service)
        except SQLAlchemyError as error:
            return f"database: {type(error).__name__}"
        finally:
            self.looking = None
        # A revision this code does not know is newer: during a rollout the old processes stay ready.
        if current is None or current in self.revisions[1:]:
            return f"database: migrations are at {current}, not at the newest"
        return ""
