"""Contacts as it runs in QERO, with a hand in its process that commits events at the rate it is told.

The events go the way of any other: the journal, in the worker of a service, and the relay that this process elects
and wakes. Only the change that they would tell of is left out. Runs as contacts does: python -m bench.live.announcing
"""

from kit.serve import serve  # isort: skip  the first: it makes the process green

import json
import os
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import eventlet
from eventlet.event import Event
from eventlet.green import socket
from nameko.extensions import Entrypoint, register_entrypoint

from bench.live.orders import LARGEST_ORDER, Order, read_order
from contracts.contacts import CallLogged
from kit.container import into
from kit.database import act_for
from services.contacts.service import ContactsService


class Hand(Entrypoint):  # type: ignore[misc]  nameko is untyped
    """Each transaction is spawned as a call is: in a worker, as many at once as calls."""

    def start(self) -> None:
        path = Path(os.environ["BENCH_ORDERS"])
        path.unlink(missing_ok=True)
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(str(path))
        self.listening.listen()
        self.obeying = self.container.spawn_managed_thread(self.obey, identifier="orders of the bench")

    def stop(self) -> None:
        self.obeying.kill()
        self.listening.close()

    def obey(self) -> None:
        while True:
            connection, _peer = self.listening.accept()
            with connection, connection.makefile("rb") as asked:
                committed = self.carry_out(read_order(asked.readline(LARGEST_ORDER)))
                connection.sendall(json.dumps(committed).encode() + b"\n")

    def carry_out(self, order: Order) -> list[float]:
        began = time.monotonic()
        committing = []
        for numbers in order.transactions():
            eventlet.sleep(max(0, began + order.due(numbers[0]) - time.monotonic()))
            ended = Event()
            self.container.spawn_worker(self, (order, numbers), {}, handle_result=into(ended))
            committing.append((ended, numbers))
        return [committed_at for ended, numbers in committing for committed_at in [ended.wait()] * len(numbers)]

    def run(self, worker_ctx: Any) -> Any:
        return getattr(worker_ctx.service, self.method_name)(*worker_ctx.args)


def on_order(method: Any) -> Any:
    register_entrypoint(method, Hand())
    return method


class AnnouncingContacts(ContactsService):
    @on_order
    def announce(self, order: Order, numbers: range) -> float:
        """When their transaction was told to commit."""
        team_id = UUID(order.team_id)
        with self.store.transaction() as book:
            act_for(book.connection, team_id=team_id, person_id=None)
            for number in numbers:
                book.journal.announce(CallLogged.model_validate(order.data_of(number)), team_id=team_id)
            return time.time()


if __name__ == "__main__":
    serve(AnnouncingContacts)
