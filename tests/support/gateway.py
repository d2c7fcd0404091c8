"""The gateway's app in this process, without a server, and what it says of its own routes."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from starlette.types import ASGIApp

from contracts.accounts import Identity
from contracts.wire import Caller, Role
from gateway.bus import Bus, unavailable
from gateway.config import GatewayConfig

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


class Accounts(Bus):
    """A bus on which accounts alone answers, that everybody is Ann; it keeps what is asked of anybody else."""

    ann = Caller(
        person_id=uuid4(),
        team_id=uuid4(),
        session_id=uuid4(),
        role=Role.MEMBER,
        time_zone="Europe/Stockholm",
        country="SE",
    )

    def __init__(self, config: GatewayConfig) -> None:
        super().__init__(config)
        self.others_asked: list[tuple[str, str, Any]] = []

    async def call(self, service: str, call: str, body: str, headers: Mapping[str, Any], seconds: float) -> str:
        if (service, call) != ("accounts", "identify"):
            self.others_asked.append((service, call, json.loads(body)["args"][0]))
            raise unavailable("Only accounts is here.", 1)
        identity = Identity(caller=self.ann, expires_at=datetime.now(UTC) + timedelta(days=14))
        answer = identity.model_dump(mode="json")
        return json.dumps({"result": {"answer": answer, "replayed": False}, "error": None})
