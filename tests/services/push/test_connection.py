"""What a push service says on a connection, however it says it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from services.push.domain.answers import Answer
from services.push.domain.endpoints import Origin
from services.push.sending.client import Client, Unreachable
from services.push.sending.connection import LARGEST_ANSWER, MOST_READ

CREATED = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\n"
EARLY_HINTS = b"HTTP/1.1 103 Early Hints\r\nRetry-After: 9\r\n\r\n"
PATIENCE_SECONDS = 20


class Talker:
    """A push service that says to each request the next of `words`, and hangs up after those that end with `BYE`."""

    BYE = b"<bye>"

    def __init__(self, words: list[bytes], server: socket.socket) -> None:
        self.words = words
        self.server = server
        self.requests: list[bytes] = []
        self.connections = 0
        self.has_hung_up = threading.Event()
        self.client = Client(resolve=lambda _host, _port: ["127.0.0.1"])
        self.origin = Origin("http", "127.0.0.1", server.getsockname()[1], is_trusted=True)

    def serve(self) -> None:
        while self.words:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            self.connections += 1
            # Whoever has heard enough hangs up in the middle of it.
            with connection, suppress(OSError):
                self.talk(connection)
            self.has_hung_up.set()

    def talk(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE_SECONDS)
        while self.words:
            request = connection.recv(65_536)
            if not request:
                return
            self.requests.append(request)
            word = self.words.pop(0)
            connection.sendall(word.removesuffix(self.BYE))
            if word.endswith(self.BYE):
                return

    def post(self, path: str = "/x", body: bytes = b"body", **headers: str) -> Answer:
        return self.client.post(self.origin, f"{self.origin}{path}", headers, body)


@contextmanager
def talking(*words: bytes) -> Iterator[Talker]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        talker = Talker(list(words), server)
        thread = threading.Thread(target=talker.serve, daemon=True)
        thread.start()
        yield talker
        for kept in talker.client.kept.values():
            for connection in kept:
                connection.close()
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


class TestARequest:
    def test_is_a_post_with_its_headers_and_its_length(self):
        with talking(CREATED) as service:
            service.post("/wpush/v2/abc?d=1", b"\x00\xff", TTL="60", Urgency="high")

        head, _, body = service.requests[0].partition(b"\r\n\r\n")
        first, *headers = head.decode().split("\r\n")
        assert first == "POST /wpush/v2/abc?d=1 HTTP/1.1"
        assert {f"Host: 127.0.0.1:{service.origin.port}", "TTL: 60", "Urgency: high", "Content-Length: 2"} <= {*headers}
        assert body == b"\x00\xff"

    def test_follows_another_on_the_same_connection(self):
        with talking(CREATED, CREATED) as service:
            statuses = [service.post().status for _ in range(2)]

        assert (statuses, service.connections) == ([201, 201], 1)

    @pytest.mark.parametrize(
        "first",
        [
            CREATED + Talker.BYE,
            b"HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.0 201 Created\r\nContent-Length: 0\r\n\r\n",
            CREATED + b"HTTP/1.1 410 Gone\r\n",
            b"HTTP/1.1 201 Created\r\n\r\nuntil the end" + Talker.BYE,
            b"HTTP/1.1 201 Created\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000,
        ],
        ids=["hung up", "asked to close", "of HTTP/1.0", "with more behind it", "without a length", "cut"],
    )
    def test_is_on_a_new_connection_after_an_answer_that_was(self, first):
        with talking(first, CREATED) as service:
            first_status = service.post().status
            assert service.has_hung_up.wait(PATIENCE_SECONDS)

            second = service.post()

        assert (first_status, second.status, second.text, service.connections) == (201, 201, "", 2)

    def test_is_on_a_new_connection_when_the_name_leads_elsewhere_now(self):
        with talking(CREATED, CREATED) as service:
            service.post()
            service.client.addresses.clear()
            service.client.resolve = lambda _host, _port: ["::ffff:127.0.0.1"]
            service.post()

        assert service.connections == 2


class TestAnAnswer:
    @pytest.mark.parametrize(
        "said",
        [
            FORBIDDEN + b"Retry-After: 7\r\nContent-Length: 5\r\n\r\nwrong",
            FORBIDDEN + b"RETRY-AFTER: 7\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nwr\r\n3\r\nong\r\n0\r\n\r\n",
            EARLY_HINTS + FORBIDDEN + b"retry-after: 7\r\nContent-Length: 5\r\n\r\nwrong",
            FORBIDDEN + b"Retry-After: 7\r\n\r\nwrong" + Talker.BYE,
        ],
        ids=["with a length", "in chunks", "after early hints", "until the end"],
    )
    def test_is_its_status_its_headers_and_its_text(self, said):
        with talking(said) as service:
            answer = service.post()

        assert (answer.status, answer.headers["retry-after"], answer.text) == (403, "7", "wrong")

    def test_is_read_no_further_than_wanted(self):
        with talking(FORBIDDEN + b"Content-Length: 9000000\r\n\r\n" + b"x" * 9_000_000) as service:
            answer = service.post()

        assert answer.text == "x" * MOST_READ

    @pytest.mark.parametrize(
        "said",
        [
            Talker.BYE,
            b"HTTP/1.1 201 Cre" + Talker.BYE,
            b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
            b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
            b"HTTP/1.1 201 Created\r\n" + b"X-More: and more\r\n" * (LARGEST_ANSWER // 10),
        ],
        ids=["nothing", "cut off", "of another protocol", "an upgrade", "headers without end"],
    )
    def test_that_is_none_is_the_same_as_silence(self, said):
        with talking(said) as service, pytest.raises(Unreachable):
            service.post()
