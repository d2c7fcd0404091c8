"""How an export leaves the gateway, with services that do what a test wants: page by page, and whole or not at all."""

import asyncio
import json
import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from support.gateway import Accounts
from support.ports import free_ports
from support.waiting import becomes

from contracts.accounts import People
from contracts.contacts import ContactPage
from contracts.kinds import Kind
from contracts.records import Contact
from contracts.wire import Nothing, Wire
from gateway.app import create_app
from gateway.bus import unavailable
from gateway.server import server

pytestmark = pytest.mark.anyio

PAGES = 40
CONTACTS_A_PAGE = 200
NOTES = "x" * 5_000
PAGE_BYTES = CONTACTS_A_PAGE * len(NOTES)
BETWEEN_BYTES = 6 * PAGE_BYTES
"""On the way, at most: what the kernel keeps, and a page or two."""


def contact(number: int) -> Contact:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    return Contact(
        id=UUID(int=number),
        kind=Kind.CONTACT,
        name=f"Person {number}",
        notes=NOTES,
        last_called_at=None,
        created_at=now,
        created_by=UUID(int=1),
        updated_at=now,
        archived_at=None,
        version=1,
    )


class Services(Accounts):
    """A bus on which contacts has so many pages; from page `ends_at` on it is away."""

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.pages_asked = 0
        self.ends_at = PAGES

    async def call(self, service: str, call: str, body: str, headers: Mapping[str, Any], seconds: float) -> str:
        if call == "identify":
            return await super().call(service, call, body, headers, seconds)
        answer = {"export": self.page, "people": lambda: People(items=[]), "record_export": Nothing}[call]()
        return json.dumps({"result": {"answer": answer.model_dump(mode="json"), "replayed": False}, "error": None})

    def page(self) -> Wire:
        if self.pages_asked == self.ends_at:
            raise unavailable("Contacts is away.", 1)
        self.pages_asked += 1
        first = CONTACTS_A_PAGE * (self.pages_asked - 1)
        items = [contact(number) for number in range(first, first + CONTACTS_A_PAGE)]
        return ContactPage(items=items, next_cursor=None if self.pages_asked == PAGES else str(self.pages_asked))


@pytest.fixture
def services(gateway_config):
    return Services(gateway_config)


@pytest.fixture
async def address(gateway_config, services):
    """Of a gateway over TCP."""
    [port] = free_ports(1)
    serving = server(create_app(gateway_config, services), "127.0.0.1", port, grace_seconds=1)
    running = asyncio.create_task(serving.serve())
    await becomes(lambda: serving.started)
    yield ("127.0.0.1", port)
    serving.should_exit = True
    await running


class TestAnExport:
    async def test_is_made_only_as_quickly_as_it_is_read(self, services, address):
        """However large it is, little of it is in memory at any moment."""
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        connection.settimeout(0)
        await asyncio.get_running_loop().sock_connect(connection, address)
        reader, writer = await asyncio.open_connection(sock=connection, limit=64 * 1024)
        writer.write(b"GET /api/contacts/export.csv HTTP/1.0\r\nHost: qero.example\r\nCookie: qero=anns\r\n\r\n")

        taken, ahead, rows = 0, 0, 0
        while piece := await reader.read(64 * 1024):
            taken += len(piece)
            rows += piece.count(b"\r\n")
            ahead = max(ahead, services.pages_asked * PAGE_BYTES - taken)
        writer.close()

        assert services.pages_asked == PAGES
        assert taken > PAGES * PAGE_BYTES
        assert rows > PAGES * CONTACTS_A_PAGE
        assert ahead < BETWEEN_BYTES

    async def test_that_fails_on_the_way_does_not_look_whole(self, services, address):
        services.ends_at = 2
        host, port = address

        async with httpx.AsyncClient(cookies={"qero": "anns"}) as client:
            with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
                await client.get(f"http://{host}:{port}/api/contacts/export.csv")

    async def test_that_cannot_begin_is_a_problem(self, services, address):
        services.ends_at = 0
        host, port = address

        async with httpx.AsyncClient(cookies={"qero": "anns"}) as client:
            answer = await client.get(f"http://{host}:{port}/api/contacts/export.csv")

        assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
