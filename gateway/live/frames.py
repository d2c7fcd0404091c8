"""What a stream says, as bytes. Encoded once for all: connections differ in an event's number, seldom in its id."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import to_json

from contracts.journal import Entry
from contracts.wire import Event
from gateway.live.cursor import Cursor
from gateway.live.sources import SOURCES

LARGEST_DATA = 8 * 1024
"""Bytes of an event's own JSON; of a larger one a browser is told where to find it."""

PADDING = b":" + b" " * 2045 + b"\n\n"
"""2 KB that mean nothing: there are proxies that hold back what is short."""

EVENTS: Mapping[tuple[str, str], type[Event]] = {
    (source.name, event.type): event for source in SOURCES for event in source.events
}

KINDS = ("hello", "event", "ephemeral", "hb", "reset", "bye")
MOST_ENCODED = 1_000
encoded: OrderedDict[tuple[str, UUID], bytes] = OrderedDict()

NUMBERED = frozenset(["event", "hb"])


@dataclass(frozen=True, slots=True)
class Frame:
    """`before` and `after` stand around the number of the connection's last event.

    `cursor` is where the gateway stands after it, and with that a connection that has missed nothing; None: says
    nothing about that, and is sent without an id.
    """

    kind: str
    before: bytes
    after: bytes = b""
    cursor: Cursor | None = None
    begin: bytes = field(init=False)
    size: int = field(init=False)
    """In bytes, about: each connection asks for it."""
    service: str = ""
    position: int = 0
    """Of an event in its service's journal."""
    resets: tuple[str, ...] = ()
    """Services of which the connection goes on from `cursor`, wherever it stood."""
    at: float = 0
    """When the event happened; 0 for what is none."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "begin", beginning(self.kind, self.cursor))
        object.__setattr__(self, "size", len(self.begin) + len(self.before) + len(self.after))

    @property
    def is_numbered(self) -> bool:
        return self.kind in NUMBERED

    def written(self, cursor: Cursor | None, n: int) -> bytes:
        """For a connection that stands at `cursor` after it."""
        if self.cursor is None:
            cursor = None
        begin = self.begin if cursor is self.cursor else beginning(self.kind, cursor)
        return b"".join((begin, self.before, b"%d" % n if self.is_numbered else b"", self.after, b"\n\n"))


def beginning(kind: str, cursor: Cursor | None) -> bytes:
    """Up to the data, which is one line: JSON escapes every line break."""
    identified = f"id: {cursor}\n" if cursor is not None else ""
    return f"event: {kind}\n{identified}data: ".encode()


def event(service: str, entry: Entry, cursor: Cursor | None) -> Frame:
    return Frame(
        "event",
        b'{"n":',
        b"," + event_json(service, entry)[1:],
        cursor=cursor,
        service=service,
        position=entry.position,
        at=entry.at.timestamp(),
    )


def event_json(service: str, entry: Entry) -> bytes:
    """As streams and `GET /api/events` tell it. After a burst, all who fell behind read the same events again."""
    key = (service, entry.event_id)
    if (told := encoded.get(key)) is None:
        told = encoded[key] = encode(service, entry)
        if len(encoded) > MOST_ENCODED:
            encoded.popitem(last=False)
    return told


def encode(service: str, entry: Entry) -> bytes:
    data = to_json(entry.data)
    if len(data) > LARGEST_DATA:
        data = to_json(reference(service, entry))
    told = {"service": service, **entry.model_dump(include={"position", "event_id", "type", "at"})}
    return b'%s,"data":%s}' % (to_json(told)[:-1], data)


def reference(service: str, entry: Entry) -> Mapping[str, Any]:
    """Empty for an event that this gateway is too old to know."""
    try:
        return EVENTS[service, entry.type].model_validate(entry.data).reference
    except (KeyError, ValidationError):
        return {}


def hello(conn: str, heads: Cursor, *, resumed: bool, beats: float) -> Frame:
    told = {"conn": conn, "heads": heads.positions, "epoch": heads.epoch, "resumed": resumed, "hb": round(beats)}
    return Frame("hello", to_json(told), cursor=heads)


def heartbeat(cursor: Cursor, *, live: bool) -> Frame:
    """Everything for this connection up to `cursor` has been written to it."""
    before = b'{"heads":%s,"n":' % to_json(cursor.positions)
    return Frame("hb", before, b',"live":%s,"t":%s}' % (to_json(live), to_json(datetime.now(UTC))), cursor=cursor)


def reset(services: Iterable[str], reason: str, cursor: Cursor) -> Frame:
    named = tuple(services)
    return Frame("reset", to_json({"services": named, "reason": reason}), cursor=cursor, resets=named)


def ephemeral(told: Mapping[str, Any]) -> Frame:
    return Frame("ephemeral", to_json(told))


def bye(reason: str, retry_ms: int) -> Frame:
    return Frame("bye", to_json({"reason": reason, "retry_ms": retry_ms}))
