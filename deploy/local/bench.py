"""`./qero bench NAME`: QERO beside something else, on servers of their own that begin empty and end with it."""

from argparse import ArgumentParser, Namespace

from bench.app.run import APP
from bench.bus.run import BUS
from bench.chat.run import CHAT
from bench.ground import Bench, Ground
from bench.growth.run import GROWTH
from bench.imports.run import IMPORT
from bench.live.run import LIVE
from bench.push.run import PUSH
from bench.reads.run import READS
from bench.scale.run import SCALE
from deploy.local.emptied import emptied
from deploy.local.home import Home
from deploy.local.say import say
from deploy.local.servers import Servers
from deploy.local.stack import Stack
from deploy.local.supervisor import Supervisor

BENCHES: dict[str, Bench] = {bench.name: bench for bench in (LIVE, CHAT, PUSH, READS, BUS, IMPORT, GROWTH, SCALE, APP)}

QUOTAS = {
    "PERSON_REQUESTS_PER_MINUTE": "1000000",
    "ADDRESS_REQUESTS_AT_ONCE": "1000000",
    "MESSAGES_PER_MINUTE": "1000000",
}
"""A bench behind one address is not what the gateway's limits are for."""


def add_bench(bench: ArgumentParser) -> None:
    names = bench.add_subparsers(dest="name", required=True, metavar="name")
    for each in BENCHES.values():
        options = names.add_parser(each.name, help=each.measures)
        options.add_argument("--quick", action="store_true", help="a look whether it works; its numbers mean nothing")
        each.add_options(options)


def bench(home: Home, told: Namespace) -> int:
    with emptied(home, "servers", "logs", told.name):
        run(home, BENCHES[told.name], told)
    return 0


def run(home: Home, chosen: Bench, told: Namespace) -> None:
    supervisor = Supervisor(home)
    servers = Servers(home)
    try:
        supervisor.add(servers.processes)
        servers.start()
        servers.wait_for_bus()
        if not (servers.postgres and servers.rabbitmq):
            raise AssertionError("a bench has servers of its own")
        with Stack(
            home.path / chosen.name,
            postgres=servers.postgres.url("postgres"),
            amqp=servers.rabbitmq.url,
            management=servers.rabbitmq.management,
            extra=QUOTAS,
        ) as stack:
            chosen.run(Ground(home, stack, told, say))
    finally:
        servers.stop()
        supervisor.end()
