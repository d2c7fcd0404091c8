"""The gateway's way to the services: many calls under way on one connection, each waiting for its own reply.

While RabbitMQ is away or takes nothing, a call is refused at once. It never waits for the broker to come back.
"""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol
from uuid import uuid4

import amqp
import structlog

from contracts.bus import EPHEMERAL, exchange_of
from contracts.wire import Refusal
from gateway import metrics
from gateway.config import GatewayConfig
from gateway.connection import Connection, Missing
from gateway.waiting import happens

log = structlog.get_logger()

SHORTEST_PAUSE = 0.2
LONGEST_PAUSE = 2.0


class Later(Refusal):
    """A "no" for now. `facts["retry_after"]` is in seconds."""

    @property
    def retry_after(self) -> int:
        seconds: int = self.facts["retry_after"]
        return seconds


class BusUnavailable(Later):
    """Nothing was done: the call reached no service."""

    slug = "temporarily-unavailable"
    title = "Not available for the moment"


class OutcomeUnknown(Later):
    """It may have been done or not: ask again with the same idempotency key."""

    slug = "outcome-unknown"
    title = "No answer came in time"


def unavailable(detail: str, retry_after: int) -> BusUnavailable:
    return BusUnavailable(detail, facts={"retry_after": retry_after})


def outcome_unknown(detail: str) -> OutcomeUnknown:
    advice = "Ask again with the same idempotency key: what was done already is not done twice."
    return OutcomeUnknown(f"{detail} {advice}", facts={"retry_after": 1})


class Hearer(Protocol):
    """Hears events, on the loop. It never waits."""

    @property
    def may_open(self) -> bool:
        """Whether it has heard enough for people to be let in."""

    def heard(self, service: str, routing_key: str, body: str | bytes) -> None: ...

    def heard_ephemeral(self, body: str | bytes) -> None: ...

    def connected(self) -> None:
        """Events may have been missed before, and calls can be made."""

    def disconnected(self) -> None: ...


class Bus:
    """One for each gateway process. The replies' bodies are handed on as they came."""

    def __init__(self, config: GatewayConfig) -> None:
        self.url = config.amqp_url.get_secret_value()
        self.max_calls = config.max_calls
        self.max_calls_per_service = config.max_calls_per_service
        self.connection: Connection | None = None
        self.pending: dict[str, asyncio.Future[str | bytes]] = {}
        self.under_way: Counter[str] = Counter()
        self.stopping = asyncio.Event()
        self.draining = False
        self.hearer: Hearer | None = None
        self.events_of: dict[str, str] = {}
        metrics.bus_ready.set_function(lambda: self.is_usable)

    @property
    def is_usable(self) -> bool:
        return self.connection is not None and self.connection.is_fresh and not self.stopping.is_set()

    @property
    def ready(self) -> bool:
        """Whether new requests should come here."""
        return self.is_usable and not self.draining and (self.hearer is None or self.hearer.may_open)

    def hand_events_to(self, hearer: Hearer, *, services: Sequence[str]) -> None:
        """Before `start`."""
        self.hearer = hearer
        self.events_of = {exchange_of(service): service for service in services}

    def drain(self) -> None:
        """No longer ready, while calls of requests under way go on."""
        self.draining = True

    async def start(self) -> None:
        """Returns at once; connecting and reconnecting go on in the background."""
        self.connecting = asyncio.create_task(self.keep_connected(), name="bus")

    async def stop(self, grace: float) -> None:
        """Refuses new calls, waits for those under way, and hangs up."""
        self.stopping.set()
        if self.pending:
            await asyncio.wait(self.pending.values(), timeout=grace)
        if self.connection:
            self.connection.close(ConnectionAbortedError("the gateway stops"))
        await self.connecting

    async def keep_connected(self) -> None:
        pause = SHORTEST_PAUSE
        while not self.stopping.is_set():
            connection = Connection(self.url, self, list(self.events_of))
            try:
                await connection.open()
            except Missing as error:
                log.error("the bus is not complete", error=str(error))  # noqa: TRY400  where it was raised tells nothing
            except (OSError, amqp.AMQPError) as error:
                log.warning("cannot connect to the bus", error=repr(error))
            else:
                log.info("bus connected")
                pause = SHORTEST_PAUSE
                await self.use(connection)
            rest = pause * random.uniform(0.5, 1)  # noqa: S311  only spreads the gateways out
            await happens(self.stopping, within=rest)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def use(self, connection: Connection) -> None:
        """Until it is lost."""
        if self.stopping.is_set():
            connection.close(ConnectionAbortedError("the gateway stops"))
        self.connection = connection
        reason = await connection.keep()
        self.connection = None
        if self.hearer:
            self.hearer.disconnected()
        self.fail(self.pending, outcome_unknown("The connection to the services was lost."))
        if not self.stopping.is_set():
            metrics.bus_losses.inc()
            log.warning("bus lost", error=repr(reason))

    async def call(self, service: str, call: str, body: str, headers: Mapping[str, Any], seconds: float) -> str | bytes:
        """Raises BusUnavailable or OutcomeUnknown."""
        connection = self.usable_connection(service)
        correlation_id = str(uuid4())
        reply: asyncio.Future[str | bytes] = asyncio.get_running_loop().create_future()
        self.pending[correlation_id] = reply
        self.under_way[service] += 1
        metrics.calls_under_way.labels(service).inc()
        try:
            connection.publish(f"{service}.{call}", body, correlation_id, headers, seconds)
            async with asyncio.timeout(seconds):
                return await reply
        except TimeoutError:
            raise outcome_unknown(f"No answer came within {seconds:.0f} seconds.") from None
        finally:
            del self.pending[correlation_id]
            self.under_way[service] -= 1
            metrics.calls_under_way.labels(service).dec()

    def usable_connection(self, service: str) -> Connection:
        if self.connection is None or not self.is_usable:
            raise unavailable("The services cannot be reached for the moment.", 2)
        if len(self.pending) >= self.max_calls or self.under_way[service] >= self.max_calls_per_service:
            raise unavailable("Too much is being asked for the moment.", 1)
        return self.connection

    def publish_ephemeral(self, type: str, body: Mapping[str, Any]) -> None:
        """To all gateways, this one too. Never waits and never raises; while the bus is away it is dropped."""
        if self.connection is not None and self.is_usable:
            self.connection.publish_ephemeral(type, json.dumps({"type": type, **body}, ensure_ascii=False))

    def connected(self) -> None:
        if self.hearer:
            self.hearer.connected()

    def heard(self, exchange: str, routing_key: str, body: str | bytes) -> None:
        if self.hearer is None:
            return
        if exchange == EPHEMERAL:
            self.hearer.heard_ephemeral(body)
        else:
            self.hearer.heard(self.events_of[exchange], routing_key, body)

    def replied(self, correlation_id: str, body: str | bytes) -> None:
        reply = self.pending.get(correlation_id)
        if reply is None:
            metrics.late_replies.inc()
        elif not reply.done():
            reply.set_result(body)

    def unroutable(self, correlation_id: str) -> None:
        self.fail([correlation_id], unavailable("The part that answers this is not running.", 2))

    def rejected(self, correlation_id: str) -> None:
        self.fail([correlation_id], unavailable("Too much is waiting to be done for the moment.", 1))

    def stalled(self, correlation_ids: Iterable[str]) -> None:
        self.fail(correlation_ids, outcome_unknown("The services cannot be reached for the moment."))

    def fail(self, correlation_ids: Iterable[str], reason: Later) -> None:
        for correlation_id in correlation_ids:
            reply = self.pending.get(correlation_id)
            if reply is not None and not reply.done():
                reply.set_exception(reason)
