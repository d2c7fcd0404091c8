"""Prints as JSON what each service declares on the bus and what its health port answers. Asked of the code itself.

A process of its own, for nameko's world is not to be loaded among the tests. Nothing is connected to.
"""

import json
import sys

import eventlet

eventlet.monkey_patch()

import importlib  # noqa: E402

import nameko  # noqa: E402
from nameko.containers import ServiceContainer  # noqa: E402
from sqlalchemy import create_engine  # noqa: E402

from kit.consumer import DrainingConsumer  # noqa: E402
from kit.health import Health  # noqa: E402
from kit.rpc import QUEUE_TYPE_CONFIG_KEY  # noqa: E402

NOWHERE = "127.0.0.1:1"


def queues_of(service: str) -> dict[str, dict[str, object]]:
    """By name: the exchange it is bound to, its arguments, and whether it outlives its consumer."""
    module = importlib.import_module(f"services.{service}.service")
    [found] = [
        one
        for one in vars(module).values()
        if isinstance(one, type) and one.__module__ == module.__name__ and hasattr(one, "name")
    ]
    container = ServiceContainer(found)
    declared = {}
    for extension in container.extensions:
        if type(extension).setup is not None:
            extension.setup()
        consumer = getattr(extension, "consumer", None)
        if isinstance(consumer, DrainingConsumer):
            for queue in consumer.queues:
                declared[queue.name] = {
                    "exchange": queue.exchange.name,
                    "arguments": queue.queue_arguments or {},
                    "durable": queue.durable,
                }
    return declared


def status_of(path: str) -> str:
    health = Health("contacts", create_engine(f"postgresql+psycopg://nobody@{NOWHERE}/nothing"), list)
    said = []
    health({"PATH_INFO": path}, lambda status, _headers: said.append(status))
    return said[0]


if __name__ == "__main__":
    nameko.config.setup(
        {
            "AMQP_URI": f"amqp://nobody@{NOWHERE}/nothing",
            "HEARTBEAT": 10,
            "max_workers": 1,
            "ACCEPT": ["json"],
            QUEUE_TYPE_CONFIG_KEY: sys.argv[1],
        }
    )
    services, paths = sys.argv[2].split(","), sys.argv[3].split(",")
    print(  # noqa: T201  it is the answer
        json.dumps(
            {
                "queues": {name: queues_of(name) for name in services},
                "statuses": {path: status_of(path) for path in paths},
            }
        )
    )
