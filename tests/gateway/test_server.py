"""Heads without end: the server hangs up before anybody is asked."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from support.ports import free_ports
from support.waiting import becomes

from gateway import server
from gateway.server import LARGEST_HEAD_BYTES, SLICE_BYTES

pytestmark = pytest.mark.anyio

REQUEST = b"POST / HTTP/1.1\r\nHost: qero.example\r\n"


async def app(scope, receive, send):
    """Reads the whole body, and says how long it was."""
    length = 0
    while (message := await receive())["type"] == "http.request":
        length += len(message["body"])
        if not message["more_body"]:
            break
    said = str(length).encode()
    headers = [(b"content-length", str(len(said)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": said})


@asynccontextmanager
async def connected():
    """Both ends of a connection to a server of its own."""
    [port] = free_ports(1)
    serving = server.server(app, "127.0.0.1", port, grace_seconds=1)
    task = asyncio.create_task(serving.serve())
    await becomes(lambda: serving.started)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        serving.should_exit = True
        await task


async def answer_to(*pieces, then=b""):
    """All that is said until the server hangs up."""
    async with connected() as (reader, writer):
        for piece in pieces:
            writer.write(piece)
            await asyncio.wait_for(writer.drain(), 5)
        writer.write(then)
        return await asyncio.wait_for(reader.read(), 5)


def heads_of(size):
    """A head of so many bytes, of one header and of many, and one with a long address."""
    end = b"Connection: close\r\n\r\n"
    room = size - len(REQUEST) - len(end)
    yield REQUEST + b"X: " + b"x" * (room - 5) + b"\r\n" + end
    yield REQUEST + b"X: x\r\n" * (room // 6) + end
    yield REQUEST.replace(b" / ", b" /" + b"x" * room + b" ") + end


class TestAHead:
    async def test_up_to_the_limit_is_read(self):
        for head in heads_of(LARGEST_HEAD_BYTES):
            assert (await answer_to(head)).startswith(b"HTTP/1.1 200 ")

    async def test_beyond_it_is_refused_and_told_the_limit(self):
        for head in heads_of(LARGEST_HEAD_BYTES + 2 * SLICE_BYTES):
            status, _, rest = (await answer_to(head[: LARGEST_HEAD_BYTES + 1])).partition(b"\r\n")
            headers, _, body = rest.partition(b"\r\n\r\n")

            assert status == b"HTTP/1.1 431 Request Header Fields Too Large"
            assert b"content-type: application/problem+json" in headers
            assert b"connection: close" in headers.lower()
            assert json.loads(body)["type"] == "/problems/head-too-large"
            assert json.loads(body)["limit"] == LARGEST_HEAD_BYTES

    async def test_without_end_is_not_read_further(self):
        with pytest.raises(ConnectionError):
            await answer_to(REQUEST, *[b"X: " + b"x" * 1_000_000 + b"\r\n"] * 100)

    async def test_may_follow_a_body_larger_than_itself(self):
        body = b"x" * (3 * LARGEST_HEAD_BYTES)
        request = REQUEST + b"Content-Length: %d\r\n" % len(body)

        answers = await answer_to(request + b"\r\n" + body, then=request + b"Connection: close\r\n\r\n" + body)
        assert answers.count(b"HTTP/1.1 200 ") == 2

    async def test_that_does_not_come_ends_the_connection(self, monkeypatch):
        monkeypatch.setattr(server, "HEAD_SECONDS", 0.05)

        assert await answer_to() == b""
        assert await answer_to(REQUEST) == b""

    async def test_that_does_not_come_after_another_request_ends_the_connection(self, monkeypatch):
        monkeypatch.setattr(server, "HEAD_SECONDS", 0.05)
        whole = REQUEST + b"Content-Length: 0\r\n\r\n"

        assert (await answer_to(whole, then=REQUEST)).count(b"HTTP/1.1 200 ") == 1


class TestWhatStandsBetweenTheChunksOfABody:
    @pytest.mark.parametrize(
        "chunks", [b"1;" + b"x" * 10_000_000, b"0\r\n" + b"X: x\r\n" * 1_000_000], ids=["extension", "trailers"]
    )
    async def test_ends_the_connection_when_it_has_no_end(self, chunks):
        try:
            said = await answer_to(REQUEST + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
        except ConnectionError:
            said = b""

        assert said == b""
