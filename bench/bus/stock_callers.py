"""Callers in a nameko service, each a greenlet, all by its one ClusterRpc: nameko run bench.bus.stock_callers"""

import signal
import sys
import time
from typing import Any

import eventlet
from eventlet import tpool
from nameko.extensions import Entrypoint
from nameko.rpc import ClusterRpc, ReplyListener

from bench.bus.contract import STOCK_NAME
from bench.bus.orders import PLAIN_ASK, Round, ordered, report


class Orders(Entrypoint):
    """A worker for each order that comes by standard input."""

    replies = ReplyListener()

    def start(self) -> None:
        self.reading = self.container.spawn_managed_thread(self.read, identifier="orders of the bench")

    def stop(self) -> None:
        self.reading.kill()

    def read(self) -> None:
        # The reply to a call that is made earlier is lost, and the process with it.
        self.replies.consumer.wait_until_consumer_ready()
        while line := tpool.execute(sys.stdin.readline):
            self.container.spawn_worker(self, (ordered(line),), {})
        signal.raise_signal(signal.SIGTERM)


class StockCallers:
    name = "stock_callers"

    rpc = ClusterRpc()

    @Orders.decorator
    def call(self, now: Round) -> None:
        callers = [eventlet.spawn(self.one_by_one, now) for _ in range(now.in_flight)]
        for each in callers:
            each.wait()
        report(now)

    def one_by_one(self, now: Round) -> None:
        count: Any = self.rpc[STOCK_NAME].count
        while now.goes_on:
            began = time.perf_counter()
            now.answered(began, count(PLAIN_ASK)["so_far"])
