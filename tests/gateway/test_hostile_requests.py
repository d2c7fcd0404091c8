"""What no client of a library would send, over a socket to a whole system: refused with a reason, and nothing is done.

What breaks the framing of HTTP itself is refused by uvicorn, in its own words: no request of ours has begun.
"""

import http.client
import json
import select
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from support.waiting import eventually

from contracts.imports import LARGEST_IMPORT_BYTES
from gateway.limits import DEEPEST_JSON, LARGEST_JSON_BYTES, LARGEST_UPLOAD_BYTES

JSON = "Content-Type: application/json"
MULTIPART = "Content-Type: multipart/form-data; boundary=b"
BEGIN = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
END = b"\r\n--b--\r\n"


@pytest.fixture
def counted(stack):
    """How many rows each table has, but those by which calls can be repeated."""

    def count():
        with psycopg.connect(stack.urls["administrator"]) as database:
            tables = database.execute("""
                select schemaname, tablename from pg_tables
                where schemaname in ('accounts', 'contacts', 'settings') and tablename <> 'idempotency_keys'
            """).fetchall()
            rows = sql.SQL("select count(*) from {}")
            return {table: database.execute(rows.format(sql.Identifier(*table))).fetchone()[0] for table in tables}

    # What tests before have begun comes to its end first.
    eventually(lambda: count() == count())
    return count


class Answer:
    def __init__(self, connection: socket.socket) -> None:
        response = http.client.HTTPResponse(connection)
        response.begin()
        self.status = response.status
        self.type = response.headers["Content-Type"]
        self.text = response.read().decode()

    @property
    def problem(self):
        assert self.type == "application/problem+json", self.text
        return json.loads(self.text)


@pytest.fixture
def connect(ann):
    """A connection to the gateway."""
    where = urlsplit(ann.stack.address)
    return lambda: socket.create_connection((where.hostname, where.port), timeout=30)


@pytest.fixture
def send(ann, connect):
    """`send("POST", "/api/contacts", b"{}", JSON)` as Ann."""

    def send(method: str, path: str, body: bytes | Iterable[bytes], *headers: str) -> Answer:
        with connect() as connection:
            connection.sendall(head(ann, method, path, body, headers))
            if isinstance(body, bytes):
                connection.sendall(body)
            else:
                send_chunks(connection, body)
            return Answer(connection)

    return send


def head(person, method, path, body, headers):
    length = f"Content-Length: {len(body)}" if isinstance(body, bytes) else "Transfer-Encoding: chunked"
    if any(header.startswith("Content-Length") for header in headers):
        length = "X-No: length"
    cookie = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
    lines = [f"{method} {path} HTTP/1.1", "Host: qero.example", f"Cookie: {cookie}", length, *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def send_chunks(connection, chunks):
    """Until all is sent or somebody answers; gives how many bytes were."""
    sent = 0
    for chunk in chunks:
        connection.sendall(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        sent += len(chunk)
        if is_answered(connection):
            return sent
    connection.sendall(b"0\r\n\r\n")
    return sent


def is_answered(connection):
    return bool(select.select([connection], [], [], 0)[0])


def contact(**fields):
    return json.dumps({"name": "Kalle", **fields}).encode()


class TestABody:
    @pytest.mark.parametrize(
        ("refused", "status", "named"),
        [
            ([b"{}", JSON, "Content-Length: 99999999"], 413, LARGEST_JSON_BYTES),
            ([[b" " * 65_536] * 20, JSON], 413, LARGEST_JSON_BYTES),
            ([contact(notes="x" * LARGEST_JSON_BYTES), JSON], 413, LARGEST_JSON_BYTES),
            ([contact(notes="x" * 20_001), JSON], 422, "notes"),
            ([contact(phones=["12"] * 21), JSON], 422, "phones"),
            ([b'{"a":' * DEEPEST_JSON + b"1" + b"}" * DEEPEST_JSON, JSON], 422, "a"),
            ([b'{"a":' * 65 + b"1" + b"}" * 65, JSON], 400, DEEPEST_JSON),
            ([b"[" * 100_000, JSON], 400, DEEPEST_JSON),
            ([b'{"name":"Kal\xffle"}', JSON], 400, None),
            ([b'{"name":"Kal\xed\xa0\x80le"}', JSON], 400, None),
            ([contact().decode().encode("utf-16"), JSON], 400, None),
            ([b'{"name":"Kal\\ud800le"}', JSON], 400, "name"),
            ([b'{"name":"Kal\\u0000le"}', JSON], 400, "name"),
            ([b'{"name":NaN}', JSON], 422, "name"),
            ([b'{"name":"Kalle","phones":[Infinity,-Infinity]}', JSON], 422, "phones.0"),
            ([b'{"name":' + b"9" * 4_000 + b"}", JSON], 422, "name"),
            ([b'{"name":' + b"9" * 400_000 + b"}", JSON], 400, None),
            ([b'{"name":1e999}', JSON], 422, "name"),
            ([b'{"name":"Kalle","name":"\\u0007"}', JSON], 422, "name"),
            ([b"\x1f\x8b\x08\x00", JSON, "Content-Encoding: gzip"], 400, None),
            ([contact(), "Content-Type: text/plain"], 415, None),
            ([contact(), "Content-Type: application/jsonx"], 415, None),
            ([contact(), JSON, "Idempotency-Key: "], 400, "Idempotency-Key"),
            ([contact(), JSON, "Idempotency-Key: two words"], 400, "Idempotency-Key"),
            ([contact(), JSON, "Idempotency-Key: \xff\xfe"], 400, "Idempotency-Key"),
            ([contact(), JSON, f"Idempotency-Key: {'k' * 256}"], 400, "Idempotency-Key"),
            ([contact(), JSON, "Origin: http://["], 403, None),
        ],
    )
    def test_that_is_refused_has_done_nothing(self, send, counted, refused, status, named):
        before = counted()
        answer = send("POST", "/api/contacts", *refused)

        assert (answer.status, answer.problem["status"]) == (status, status)
        fields = {error["field"] for error in answer.problem.get("errors", [])}
        assert named is None or named in fields | {answer.problem.get("limit")}
        assert counted() == before

    def test_that_is_cut_off_has_done_nothing(self, ann, connect, counted):
        before = counted()
        body = contact(notes="x" * 100_000)
        for sent in (0, 1, 50_000, len(body) - 1):
            with connect() as connection:
                connection.sendall(head(ann, "POST", "/api/contacts", body, [JSON]) + body[:sent])
                connection.shutdown(socket.SHUT_WR)

                assert connection.recv(1) == b""

        assert counted() == before

    def test_with_a_name_twice_counts_as_the_last(self, send):
        answer = send("POST", "/api/contacts", b'{"name":"Anna","name":"Bo"}', JSON)

        assert (answer.status, json.loads(answer.text)["name"]) == (201, "Bo")


class TestAnUpload:
    @pytest.mark.parametrize(
        ("refused", "status", "named"),
        [
            ([b"", MULTIPART, "Content-Length: 99999999"], 413, LARGEST_UPLOAD_BYTES),
            ([BEGIN + b"name\nAnna\n", MULTIPART], 400, None),
            ([BEGIN + b"name\nAnna\n" + b"\r\n" + BEGIN + b"name\nBo\n" + END, MULTIPART], 400, None),
            ([b"--b\r\n\r\nname\nAnna\n" + END, MULTIPART], 422, "file"),
            ([b"--b--\r\n", MULTIPART], 422, "file"),
            ([b"", MULTIPART], 422, "file"),
            ([b"name\nAnna\n", MULTIPART], 400, None),
            ([b"--b\r\nContent-Disposition" + b"x" * 100_000, MULTIPART], 400, None),
            ([b"--b\r\n" + b"X: x\r\n" * 50_000, MULTIPART], 400, None),
            ([BEGIN + b"name\nAnna\n" + END, "Content-Type: text/csv"], 415, None),
            ([BEGIN + b"name\nAnna\n" + END, "Content-Type: multipart/form-data"], 415, None),
            ([BEGIN + b"%PDF-1.7" + END, MULTIPART], 422, "file"),
            ([BEGIN + b"name\nAn\0na" + END, MULTIPART], 422, "file"),
            ([BEGIN + b'name\n"Anna' + END, MULTIPART], 422, "file"),
            ([BEGIN + b"," * 2_000 + b"name\nAnna" + END, MULTIPART], 422, 60),
            ([BEGIN + b"name\n" + b"x" * 65_537 + END, MULTIPART], 422, 65_536),
            ([BEGIN + b"name\nAnna\n" + END, MULTIPART, "Idempotency-Key: two words"], 400, "Idempotency-Key"),
        ],
    )
    def test_that_is_refused_has_done_nothing(self, send, counted, refused, status, named):
        before = counted()
        answer = send("POST", "/api/contacts/imports", *refused)

        assert (answer.status, answer.problem["status"]) == (status, status)
        fields = {error["field"] for error in answer.problem.get("errors", [])}
        assert named is None or named in fields | {answer.problem.get("limit")}
        assert counted() == before

    def test_of_a_line_of_a_gigabyte_is_refused_when_the_largest_file_has_come(self, ann, connect, counted):
        before = counted()
        chunks = [BEGIN, b"name\n", *[b"x" * 1024**2] * 1024]
        with connect() as connection:
            connection.sendall(head(ann, "POST", "/api/contacts/imports", chunks, [MULTIPART]))
            sent = send_chunks(connection, chunks)
            answer = Answer(connection)

        assert (answer.status, answer.problem["limit"]) == (413, LARGEST_UPLOAD_BYTES)
        assert sent < 2 * LARGEST_IMPORT_BYTES
        assert counted() == before

    def test_that_is_cut_off_has_done_nothing(self, ann, connect, counted):
        before = counted()
        body = BEGIN + b"name\n" + b"Anna\n" * 200_000 + END
        with connect() as connection:
            connection.sendall(head(ann, "POST", "/api/contacts/imports", body, [MULTIPART]) + body[:500_000])
            connection.shutdown(socket.SHUT_WR)

            assert connection.recv(1) == b""

        eventually(lambda: counted() == before)

    def test_that_is_cut_off_can_be_gone_on_with_by_its_key(self, ann, connect, send):
        key = f"Idempotency-Key: {uuid4()}"
        body = BEGIN + b"name\n" + b"Anna\n" * 200_000 + END
        with connect() as connection:
            connection.sendall(head(ann, "POST", "/api/contacts/imports", body, [MULTIPART, key]) + body[:500_000])
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1)

        answer = send("POST", "/api/contacts/imports", body, MULTIPART, key)
        assert (answer.status, answer.problem["limit"]) == (422, 100_000)


class TestAnAddress:
    @pytest.mark.parametrize(
        "path",
        [
            "/api/contacts/%ff%fe",
            "/api/contacts/%2e%2e%2fteam",
            "/api/contacts/..%2f..%2fetc",
            "/api/contacts/" + "a" * 10_000,
            "/api/contacts?limit=" + "9" * 5_000,
            "/api/contacts?limit=%ff",
            "/api/contacts?cursor=" + "x" * 10_000,
            "/api/contacts?sort=%00",
            "/api/contacts?status=" + "&status=".join(["none"] * 3_000) + "&status=x",
        ],
    )
    def test_that_means_nothing_is_refused(self, send, path):
        answer = send("GET", path, b"")

        assert answer.problem["status"] in (400, 404, 422)


class TestABrokenFrame:
    @pytest.mark.parametrize(
        "request_bytes",
        [
            b"POST /api/session HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            b"POST /api/session HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"POST /api/session HTTP/1.1\r\nContent-Length: -2\r\n\r\n{}",
            b"POST /api/session HTTP/1.1\r\nContent-Length: two\r\n\r\n{}",
            b"POST /api/session HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
            b"GET /api/me HTTP/1.1\r\nX: a\0b\r\n\r\n",
            b"GET /api/me HTTP/1.1\r\nHost : x\r\n\r\n",
            b"GET /api/me HTTP/1.1\r\nX: a\r\n b\r\n\r\n",
            b"GET /api/me\xff HTTP/1.1\r\n\r\n",
            b"CONNECT qero.example:443 HTTP/1.1\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        ],
    )
    def test_is_refused_by_the_server_and_hung_up_on(self, connect, request_bytes):
        with connect() as connection:
            connection.sendall(request_bytes)

            assert Answer(connection).status == 400
            assert connection.recv(1) == b""

    def test_in_the_middle_of_a_body_has_done_nothing(self, ann, connect, counted):
        before = counted()
        with connect() as connection:
            connection.sendall(head(ann, "POST", "/api/contacts", [], [JSON]))
            connection.sendall(b"10\r\n" + contact() + b"\r\nzz\r\n")

            assert b"HTTP/1.1 400 " in connection.recv(100)

        assert counted() == before
