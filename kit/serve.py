"""Runs one service: `python -m kit.serve contacts`.

Exits 0 when drained, 1 when something broke it, 2 when told too little, 3 when work did not end in its grace time.
"""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import eventlet  # noqa: E402

eventlet.monkey_patch()

import os  # noqa: E402

# Before psycopg is first imported: its C code would stop every other call while one waits.
os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"

import gc  # noqa: E402
import importlib  # noqa: E402
import json  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from collections.abc import Iterable  # noqa: E402

import kombu.pools  # noqa: E402
import kombu.serialization  # noqa: E402
import nameko  # noqa: E402
import psycopg.waiting  # noqa: E402
import structlog  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402

from kit.config import ServiceConfig, load  # noqa: E402
from kit.consumer import POLL_SECONDS, DrainingConsumer  # noqa: E402
from kit.database import open_engine  # noqa: E402
from kit.health import Health  # noqa: E402
from kit.listening.listener import Listener  # noqa: E402
from kit.logs import configure_logs  # noqa: E402
from kit.rpc import QUEUE_TYPE_CONFIG_KEY, RpcConsumer  # noqa: E402
from kit.traces import start_traces  # noqa: E402

log = structlog.get_logger()

HEARTBEAT_SECONDS = 10
EXIT_NEVER_ENDED = 3


def serve(service_class: type) -> None:
    """Returns when a SIGTERM or SIGINT has been obeyed and all work has ended."""
    name: str = service_class.name  # type: ignore[attr-defined]
    config = load(ServiceConfig)
    configure_logs(name, config.log_level)
    start_traces(name, config.otel_exporter_otlp_endpoint)
    refuse_blocking_psycopg()
    speak_plain_json()
    kombu.pools.set_limit(2 * config.max_workers)
    nameko.config.setup(
        {
            "AMQP_URI": config.amqp_url.get_secret_value(),
            "HEARTBEAT": HEARTBEAT_SECONDS,
            "max_workers": config.max_workers,
            "PREFETCH_COUNT": config.max_workers,
            "ACCEPT": ["json"],
            "SERVICE_CONTAINER_CLS": "kit.container.Container",
            QUEUE_TYPE_CONFIG_KEY: config.queue_type,
        }
    )
    runner = ServiceRunner()
    runner.add_service(service_class)
    engine = open_engine(config.database_url.get_secret_value(), connections=1)
    Health(name, engine, lambda: consumers_of(runner)).listen(config.metrics_host, config.metrics_port)

    def stop() -> None:
        # nameko cannot stop what it is just setting up.
        while not is_set_up(runner):
            eventlet.sleep(POLL_SECONDS)
        runner.stop()

    def drain(_signal: int, _frame: object) -> None:
        eventlet.spawn_n(stop)
        eventlet.spawn_after(config.grace_seconds, os._exit, EXIT_NEVER_ENDED)

    signal.signal(signal.SIGTERM, drain)
    signal.signal(signal.SIGINT, drain)
    runner.start()
    # What is there by now stays: looking through it again and again for garbage holds up every call for 70 ms.
    gc.freeze()
    log.info("serving")
    runner.wait()
    log.info("drained")


def consuming_in(runner: ServiceRunner) -> list[RpcConsumer | Listener]:
    """The calls' queue and that of each listener; a listener that only stands by belongs to it too."""
    return [
        extension
        for container in runner.containers
        for extension in container.extensions
        if isinstance(extension, RpcConsumer | Listener)
    ]


def consumers_of(runner: ServiceRunner) -> Iterable[DrainingConsumer]:
    """None before all are set up."""
    return [extension.consumer for extension in consuming_in(runner)] if is_set_up(runner) else []


def is_set_up(runner: ServiceRunner) -> bool:
    consuming = consuming_in(runner)
    return bool(consuming) and all(hasattr(extension, "consumer") for extension in consuming)


def refuse_blocking_psycopg() -> None:
    if psycopg.waiting.wait is getattr(psycopg.waiting, "wait_c", None):
        raise RuntimeError("psycopg waits in C and would block every other call: it was imported too early")


def speak_plain_json() -> None:
    """kombu's own JSON makes objects of what looks like its types, in data from anywhere."""
    kombu.serialization.register("json", json.dumps, json.loads, "application/json", "utf-8")


if __name__ == "__main__":
    [service_name] = sys.argv[1:]
    service_module = importlib.import_module(f"services.{service_name}.service")
    [found] = [
        candidate
        for candidate in vars(service_module).values()
        if isinstance(candidate, type)
        and candidate.__module__ == service_module.__name__
        and hasattr(candidate, "name")
    ]
    serve(found)
