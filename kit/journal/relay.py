"""The relay: numbers what is committed, and publishes it in order. One is active for each service.

Whatever breaks, it lets go of both connections and of the lock, and any replica begins again from what is marked as
published: at worst the same position is published twice.
"""

import time

import eventlet
import structlog
from amqp import AMQPError
from eventlet.event import Event
from eventlet.greenthread import GreenThread
from nameko.extensions import SharedExtension
from sqlalchemy.exc import OperationalError

from contracts.bus import HEAD, exchange_of
from contracts.wire import Service
from kit import metrics
from kit.config import ServiceConfig, load
from kit.database import open_engine
from kit.failpoints import reach
from kit.journal.carrier import Carrier, Message, NotConfirmed, connected
from kit.journal.numbering import LARGEST_BATCH, Numbering, own_connection

log = structlog.get_logger()

POLL_SECONDS = 0.1
"""For what other replicas have committed; what this process commits wakes the relay."""

NOTICE_SECONDS = 5
PRUNE_SECONDS = 60
ELECTION_SECONDS = 1
LONGEST_SLEEP_SECONDS = 1
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 1.0

JOURNAL_GAUGES = (metrics.journal_head, metrics.journal_published, metrics.journal_waiting, metrics.journal_oldest)
"""Only where the relay is active, or was the last one, do they say something."""


class Due:
    """Every so many seconds, and the first time at once."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.at = time.monotonic()

    def now(self) -> bool:
        if time.monotonic() < self.at:
            return False
        self.at = time.monotonic() + self.seconds
        return True


class Relay(SharedExtension):
    """A process of the service has one; which of them is active, a lock in the database decides."""

    def __init__(self, contract: type[Service], *, poll_seconds: float = POLL_SECONDS) -> None:
        self.contract = contract
        self.poll_seconds = poll_seconds
        self.woken = Event()
        self.pause = FIRST_PAUSE
        self.running: GreenThread | None = None

    def setup(self) -> None:
        self.config = load(ServiceConfig)
        self.engine = open_engine(self.config.database_url.get_secret_value(), connections=1)
        metrics.relay_elected.labels(self.contract.name).set(0)

    def start(self) -> None:
        self.running = self.container.spawn_managed_thread(self.go_on, identifier="relay")

    def stop(self) -> None:
        """All calls have ended by now. What is not published waits for the next relay."""
        if self.running:
            self.running.kill()

    def wake(self) -> None:
        """Something was committed: it should be on the bus in a few milliseconds."""
        if not self.woken.ready():
            self.woken.send()

    def go_on(self) -> None:
        name = self.contract.name
        while True:
            try:
                self.relay()
            except (OperationalError, AMQPError, OSError, NotConfirmed) as fault:
                log.warning("the relay begins again", error=type(fault).__name__, retry_in=self.pause)
            except Exception:
                log.exception("the relay failed", retry_in=self.pause)
            metrics.relay_elected.labels(name).set(0)
            metrics.relay_failures.labels(name).inc()
            eventlet.sleep(self.pause)
            self.pause = min(2 * self.pause, LONGEST_PAUSE)

    def relay(self) -> None:
        """Until something breaks."""
        with own_connection(self.engine) as connection:
            numbering = Numbering(connection, self.contract.name)
            while not numbering.elect():
                for gauge in JOURNAL_GAUGES:
                    gauge.clear()
                eventlet.sleep(ELECTION_SECONDS)
            metrics.relay_elected.labels(self.contract.name).set(1)
            numbering.look()
            self.tell(numbering)
            with connected(self.config.amqp_url.get_secret_value(), exchange_of(self.contract.name)) as carrier:
                log.info("relaying", published=numbering.published)
                self.pause = FIRST_PAUSE
                self.carry_on(numbering, carrier)

    def carry_on(self, numbering: Numbering, carrier: Carrier) -> None:
        poll, notice, prune = Due(self.poll_seconds), Due(NOTICE_SECONDS), Due(PRUNE_SECONDS)
        more = False
        while True:
            woken, self.woken = self.woken.ready(), Event()
            if more or woken or poll.now():
                more = self.publish_batch(numbering, carrier)
            if notice.now():
                self.tell_head(numbering, carrier)
            if prune.now() and numbering.prune():
                prune.at = 0
            carrier.tend()
            if not more:
                self.woken.wait(timeout=min(self.poll_seconds, LONGEST_SLEEP_SECONDS))

    def publish_batch(self, numbering: Numbering, carrier: Carrier) -> bool:
        """True when there may be more."""
        entries = numbering.batch()
        if not entries:
            return False
        reach("relay.before_publish")
        try:
            carrier.send([Message(entry.type, entry.model_dump_json()) for entry in entries])
            reach("relay.before_confirm")
            carrier.confirm()
        except Exception:
            if carrier.confirmed:
                numbering.mark(entries[carrier.confirmed - 1].position)
            raise
        reach("relay.before_mark")
        numbering.mark(entries[-1].position)
        metrics.journal_head.labels(self.contract.name).set(numbering.head)
        metrics.journal_published.labels(self.contract.name).set(numbering.published)
        return len(entries) == LARGEST_BATCH or numbering.head > numbering.published

    def tell_head(self, numbering: Numbering, carrier: Carrier) -> None:
        """So that the loss of the last event shows to those who hear nothing after it."""
        head = numbering.look()
        self.tell(numbering)
        carrier.send([Message(HEAD, head.model_dump_json(), persistent=False)])
        carrier.confirm()

    def tell(self, numbering: Numbering) -> None:
        name, waiting = self.contract.name, numbering.waiting()
        metrics.journal_head.labels(name).set(numbering.head)
        metrics.journal_published.labels(name).set(numbering.published)
        metrics.journal_waiting.labels(name).set(waiting.count)
        metrics.journal_oldest.labels(name).set(waiting.oldest_seconds)
