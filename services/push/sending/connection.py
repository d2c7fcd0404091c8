"""HTTP/1.1 with one push service: a request at a time on a connection, and as much of its answer as is wanted.

A whole HTTP client costs a delivery more than its encryption does; `./qero bench push` shows what this one costs.
"""

import socket
from collections.abc import Mapping

import httptools
from eventlet.patcher import original

from services.push.domain.answers import Answer

MOST_READ = 4_096
"""Bytes of what an answer says."""
LARGEST_ANSWER = 65_536
"""Bytes of all that comes before that is known, headers and all."""
READ_AT_ONCE = 8_192
FIRST_FINAL = 200

select = original("select")


class Garbled(Exception):
    """It ended too early, or is no HTTP."""


class Reading:
    """An answer as it comes, by httptools. What comes before the final one (100 to 199) is forgotten."""

    def __init__(self) -> None:
        self.parser = httptools.HttpResponseParser(self)
        self.headers: dict[str, str] = {}
        self.body = b""
        self.has_head = self.is_whole = self.keeps_connection = self.has_more = False

    def feed(self, data: bytes) -> None:
        """Raises Garbled."""
        try:
            self.parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            raise Garbled(type(error).__name__) from None

    @property
    def is_enough(self) -> bool:
        return self.is_whole or len(self.body) > MOST_READ

    @property
    def answer(self) -> Answer:
        return Answer(self.status, self.headers, self.body[:MOST_READ].decode("utf-8", "replace"))

    # What the parser calls

    def on_message_begin(self) -> None:
        self.has_more = self.is_whole

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.is_whole:
            self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        if self.is_whole:
            return
        self.status: int = self.parser.get_status_code()
        self.has_head = self.status >= FIRST_FINAL
        if not self.has_head:
            self.headers.clear()
        # Later the parser has forgotten it.
        self.keeps_connection = self.parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        if not self.is_enough:
            self.body += body

    def on_message_complete(self) -> None:
        self.is_whole = self.is_whole or self.has_head


class Connection:
    """`is_kept`: another request may follow."""

    def __init__(self, address: str, connected: socket.socket) -> None:
        self.address = address
        self.socket = connected
        self.is_kept = False
        self.poll = select.poll()
        self.poll.register(connected, select.POLLIN)

    def ask(self, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """By POST. Raises OSError or Garbled; whatever it raises, the connection is of no use any more."""
        self.is_kept = False
        lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
        head = f"POST {target} HTTP/1.1\r\n{lines}Content-Length: {len(body)}\r\n\r\n"
        self.socket.sendall(head.encode("latin-1") + body)
        reading = self.read()
        self.is_kept = reading.is_whole and reading.keeps_connection and not reading.has_more
        return reading.answer

    def read(self) -> Reading:
        reading = Reading()
        read = 0
        while not reading.is_enough:
            data = self.socket.recv(READ_AT_ONCE)
            read += len(data)
            if not data or read > LARGEST_ANSWER:
                if reading.has_head:
                    break
                raise Garbled("no answer" if not data else "it never says what it answers")
            reading.feed(data)
        return reading

    @property
    def is_usable(self) -> bool:
        """Nothing has come that was not asked for: the other side's goodbye would be that too."""
        return self.is_kept and not self.poll.poll(0)

    def close(self) -> None:
        self.socket.close()
