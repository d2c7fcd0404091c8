"""The gateway's app in this process, without a server, and what it says of its own routes."""

from typing import Any

import httpx
from starlette.types import ASGIApp

ORIGIN = "http://qero.example"
ALLOWED_ORIGIN = "https://pwa.example"


def client_of(app: ASGIApp) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN)


async def routes_of(api: httpx.AsyncClient) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every route."""
    document = (await api.get("/api/openapi.json")).json()
    return [
        (method.upper(), path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
