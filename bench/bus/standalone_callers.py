"""Callers in a program that is no nameko service: threads, each with a ClusterRpcClient that is kept.

python -m bench.bus.standalone_callers
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import nameko
from nameko.standalone.rpc import ClusterRpcClient

from bench.bus.contract import STOCK_NAME
from bench.bus.orders import PLAIN_ASK, Round, ordered, report


class Callers:
    def __init__(self) -> None:
        self.clients: list[Any] = []

    def call(self, now: Round) -> None:
        # A client is of one thread: sharing one fails (nameko issue 357).
        self.clients += [ClusterRpcClient().start() for _ in range(now.in_flight - len(self.clients))]
        with ThreadPoolExecutor(now.in_flight) as pool:
            for called in [pool.submit(self.one_by_one, now, client) for client in self.clients[: now.in_flight]]:
                called.result()

    def one_by_one(self, now: Round, client: Any) -> None:
        while now.goes_on:
            began = time.perf_counter()
            now.answered(began, client[STOCK_NAME].count(PLAIN_ASK)["so_far"])


if __name__ == "__main__":
    nameko.config.setup({"AMQP_URI": os.environ["AMQP_URI"]})
    callers = Callers()
    for line in sys.stdin:
        now = ordered(line)
        callers.call(now)
        report(now)
