"""One connection and one channel to RabbitMQ, moved by asyncio's own loop. Knows messages, knows no calls.

kombu reads the URL and shakes hands in a thread. From then on the socket is the loop's alone, and nothing waits:
py-amqp's own reading spins while half a frame has arrived, and its writing blocks while the broker does not read.
"""

import asyncio
import contextlib
import socket
import ssl
import struct
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol
from uuid import uuid4

import amqp
import kombu

from contracts.bus import CALLS, EPHEMERAL

LONGEST_EVENT_QUEUE = 10_000
"""Events beyond it push out the oldest: a gap, which is filled from the journal."""

HEARTBEAT_SECONDS = 10
BEAT_SECONDS = 2
FRESH_SECONDS = 5
"""Older than this, the last word of the broker says nothing about now."""

GIVEN_UP_SECONDS = 20
HANDSHAKE_SECONDS = 5
"""For each of its steps."""

UNACKNOWLEDGED_MS = 10_000
"""py-amqp's own limit is one second, which is shorter than a hiccup."""

PING = "ping"
CHUNK = 64 * 1024
TURN_SECONDS = 0.01
"""Of reading, before it is others' turn: a flood of events must not hold up the streams they are for."""

FRAME_HEADER = struct.Struct(">BHI")
FRAME_END = 0xCE
TRANSIENT = 1

WOULD_WAIT = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Listener(Protocol):
    """Hears what the broker says, on the loop. An id it does not know is no fault."""

    def replied(self, correlation_id: str, body: str | bytes) -> None: ...

    def unroutable(self, correlation_id: str) -> None:
        """No queue takes this message."""

    def rejected(self, correlation_id: str) -> None:
        """The queue is full."""

    def stalled(self, correlation_ids: Iterable[str]) -> None:
        """The broker has stopped reading; it may read these later, or never."""

    def heard(self, exchange: str, routing_key: str, body: str | bytes) -> None:
        """An event, from one of the exchanges that were asked for."""

    def connected(self) -> None:
        """The broker delivers: whatever is published from now on is heard, and calls can be made."""


class Missing(Exception):
    """The broker has no such exchange."""


class Connection:
    def __init__(self, url: str, listener: Listener, event_exchanges: Sequence[str] = ()) -> None:
        """In the thread of the loop; everything else follows in `open`."""
        self.url = url
        self.listener = listener
        self.event_exchanges = event_exchanges
        self.loop = asyncio.get_running_loop()
        self.lost: asyncio.Future[Exception] = self.loop.create_future()
        self.reply_key = str(uuid4())
        self.blocked = False
        self.opened_at = self.heard_at = 0.0
        self.published = 0
        self.unconfirmed: dict[int, str] = {}
        self.unread = bytearray()
        self.unwritten = bytearray()
        self.is_clogged = False

    async def open(self) -> None:
        await asyncio.to_thread(self.shake_hands)
        self.take_over()

    def shake_hands(self) -> None:
        self.amqp = kombu.Connection(
            self.url,
            heartbeat=HEARTBEAT_SECONDS,
            connect_timeout=HANDSHAKE_SECONDS,
            transport_options={
                "read_timeout": HANDSHAKE_SECONDS,
                "write_timeout": HANDSHAKE_SECONDS,
                "socket_settings": {socket.TCP_USER_TIMEOUT: UNACKNOWLEDGED_MS},
                "on_blocked": self.on_blocked,
                "on_unblocked": self.on_unblocked,
                "client_properties": {"connection_name": "gateway"},
            },
        ).transport.establish_connection()
        try:
            self.channel = channel = self.amqp.channel()
            channel.confirm_select()
            channel.exchange_declare(CALLS, "topic", durable=True, auto_delete=False)
            queue = f"rpc.reply-gateway-{self.reply_key}"
            channel.queue_declare(queue, durable=False, exclusive=True, auto_delete=True)
            channel.queue_bind(queue, CALLS, self.reply_key)
            channel.basic_consume(queue, no_ack=True, callback=self.on_delivery)
            if self.event_exchanges:
                self.ask_for_events()
        except BaseException:
            self.amqp.collect()
            raise

    def ask_for_events(self) -> None:
        """Last in the handshake: what comes from now on is read on the loop. A queue of its own for each connection.

        Unacknowledged, for a broker that does not read would read no acknowledgements either.
        """
        self.channel.exchange_declare(EPHEMERAL, "topic", durable=True, auto_delete=False)
        queue = f"gw-evt-{self.reply_key}"
        limits = {"x-max-length": LONGEST_EVENT_QUEUE, "x-overflow": "drop-head"}
        self.channel.queue_declare(queue, durable=False, exclusive=True, auto_delete=True, arguments=limits)
        for exchange in (*self.event_exchanges, EPHEMERAL):
            try:
                self.channel.queue_bind(queue, exchange, "#")
            except amqp.NotFound as error:
                raise Missing(
                    f"RabbitMQ has no exchange {exchange}: its service makes it when it starts, "
                    "and so do the definitions of deploy.rights"
                ) from error
        self.channel.basic_consume(queue, no_ack=True, callback=self.on_event)

    def take_over(self) -> None:
        self.channel.events["basic_return"].add(self.on_return)
        self.channel.events["basic_ack"].add(self.on_ack)
        self.channel.events["basic_nack"].add(self.on_nack)
        # A channel that the broker closes is a lost connection here; py-amqp would wait for a new one.
        self.channel._do_revive = lambda: None  # noqa: SLF001
        transport = self.amqp.transport
        self.socket: socket.socket = transport.sock
        self.socket.settimeout(0)
        self.number = self.socket.fileno()
        transport._write = self.write  # noqa: SLF001  the loop's way of writing
        self.unread += transport._read_buffer  # noqa: SLF001  what the handshake read too far
        self.opened_at = time.monotonic()
        self.loop.add_reader(self.number, self.read)
        self.loop.call_soon(self.read)
        self.beat()

    @property
    def is_fresh(self) -> bool:
        """The broker takes messages and has said so within the last seconds."""
        return not self.lost.done() and not self.blocked and time.monotonic() - self.heard_at < FRESH_SECONDS

    async def keep(self) -> Exception:
        """Beats until the connection is lost, and says why it was."""
        while not self.lost.done():
            await asyncio.wait([self.lost], timeout=BEAT_SECONDS)
            self.beat()
        return self.lost.result()

    def beat(self) -> None:
        """Only a connection that publishes is told of an alarm: a ping finds out before people do."""
        if self.lost.done():
            return
        try:
            self.amqp.heartbeat_tick(rate=4)
        except (OSError, amqp.AMQPError) as error:
            self.close(error)
            return
        if self.blocked:
            return
        if time.monotonic() - max(self.heard_at, self.opened_at) > GIVEN_UP_SECONDS:
            self.close(TimeoutError("the broker does not deliver"))
            return
        self.publish(self.reply_key, "", PING, {}, BEAT_SECONDS)

    def publish(
        self, routing_key: str, body: str, correlation_id: str, headers: Mapping[str, Any], seconds: float
    ) -> None:
        """Never waits and never raises: a fault is a lost connection."""
        asked = {
            "priority": 0,
            "correlation_id": correlation_id,
            "reply_to": self.reply_key,
            "expiration": str(max(1, int(seconds * 1000))),
            "application_headers": dict(headers),
        }
        self.unconfirmed[self.published + 1] = correlation_id
        self.send_message(CALLS, routing_key, body, asked, mandatory=True)

    def publish_ephemeral(self, routing_key: str, body: str) -> None:
        """May be dropped on the way, and is while the broker does not keep up."""
        if not self.is_clogged:
            self.send_message(EPHEMERAL, routing_key, body, {}, mandatory=False)

    def send_message(
        self, exchange: str, routing_key: str, body: str, properties: Mapping[str, Any], *, mandatory: bool
    ) -> None:
        message = amqp.Message(
            body,
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=TRANSIENT,
            **properties,
        )
        # The broker counts every message, whether or not anybody waits for its confirm.
        self.published += 1
        immediate = False
        try:
            # Channel.basic_publish is this after reading a frame, which is the loop's business.
            self.channel.send_method(
                amqp.spec.Basic.Publish, "Bssbb", (0, exchange, routing_key, mandatory, immediate), message
            )
        except (OSError, amqp.AMQPError) as error:
            self.close(error)

    def close(self, reason: Exception) -> None:
        """Hard, for a polite goodbye would wait for an answer."""
        if self.lost.done():
            return
        self.lost.set_result(reason)
        # py-amqp may have closed the socket already. Its number is still the loop's to forget.
        with contextlib.suppress(OSError):
            self.loop.remove_writer(self.number)
        self.loop.remove_reader(self.number)
        self.amqp.collect()

    def read(self) -> None:
        """Until there is no more: TLS keeps data to itself, of which the loop is never told."""
        try:
            until = time.monotonic() + TURN_SECONDS
            while time.monotonic() < until:
                if self.lost.done():
                    return
                arrived = self.socket.recv(CHUNK)
                if not arrived:
                    raise ConnectionResetError("the broker closed the connection")
                self.unread += arrived
                self.take_frames()
        except WOULD_WAIT:
            return
        except Exception as error:  # noqa: BLE001  whatever is wrong with it, this connection has ended
            self.close(error)
            return
        self.loop.call_soon(self.read)

    def take_frames(self) -> None:
        taken, arrived = 0, len(self.unread)
        while arrived - taken > FRAME_HEADER.size:
            kind, channel, size = FRAME_HEADER.unpack_from(self.unread, taken)
            begin = taken + FRAME_HEADER.size
            end = begin + size
            if end >= arrived:
                break
            if self.unread[end] != FRAME_END:
                raise amqp.UnexpectedFrame("a frame does not end where it says")
            taken = end + 1
            self.amqp.on_inbound_frame((kind, channel, bytes(self.unread[begin:end])))
        del self.unread[:taken]

    def write(self, frames: memoryview | bytes) -> None:
        """All that is published in one turn of the loop is sent at once."""
        if not self.unwritten:
            self.loop.call_soon(self.send)
        self.unwritten += frames

    def send(self) -> None:
        if self.lost.done():
            return
        try:
            sent = self.socket.send(self.unwritten)
        except WOULD_WAIT:
            sent = 0
        except OSError as error:
            self.close(error)
            return
        del self.unwritten[:sent]
        if self.unwritten:
            self.loop.add_writer(self.number, self.send)
        elif self.is_clogged:
            self.loop.remove_writer(self.number)
        self.is_clogged = bool(self.unwritten)

    def on_delivery(self, message: Any) -> None:
        correlation_id = message.properties.get("correlation_id", "")
        if correlation_id != PING:
            self.listener.replied(correlation_id, message.body)
            return
        is_first = not self.heard_at
        self.heard_at = time.monotonic()
        if is_first:
            self.listener.connected()

    def on_event(self, message: Any) -> None:
        told = message.delivery_info
        self.listener.heard(told["exchange"], told["routing_key"], message.body)

    def on_return(self, _error: Exception, _exchange: str, _routing_key: str, message: Any) -> None:
        self.listener.unroutable(message.properties.get("correlation_id", ""))

    def on_ack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001  AMQP's form
        self.settled(tag, multiple=multiple)

    def on_nack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001  AMQP's form
        for correlation_id in self.settled(tag, multiple=multiple):
            self.listener.rejected(correlation_id)

    def settled(self, tag: int, *, multiple: bool) -> list[str]:
        """The messages up to this tag, or this one, are the broker's now."""
        tags = [each for each in self.unconfirmed if each <= tag] if multiple else [tag]
        return [self.unconfirmed.pop(each) for each in tags if each in self.unconfirmed]

    def on_blocked(self, _reason: str) -> None:
        self.blocked = True
        self.listener.stalled(list(self.unconfirmed.values()))

    def on_unblocked(self) -> None:
        self.blocked = False
        self.heard_at = time.monotonic()
