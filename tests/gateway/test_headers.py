"""What every answer of every route carries."""

import uuid

import pytest
from support.gateway import ORIGIN, client_of, routes_of

from gateway.app import create_app
from gateway.bus import Bus

pytestmark = pytest.mark.anyio

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class TestEveryRoute:
    async def test_sends_the_security_headers(self, api):
        for method, path, _ in await routes_of(api):
            answer = await api.request(method, path)

            assert answer.headers.items() >= {name.lower(): value for name, value in EXPECTED.items()}.items(), path
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
            assert "X-Request-Id" in answer.headers
            assert "Server" not in answer.headers

    async def test_that_needs_a_session_answers_401_without_one(self, api):
        needing = [(method, path) for method, path, operation in await routes_of(api) if "security" in operation]
        for method, path in needing:
            answer = await api.request(method, path)

            assert answer.status_code == 401, (method, path)
            assert answer.json()["type"].endswith("/not-signed-in")

        assert len(needing) > 40

    async def test_needs_a_session_unless_it_is_known_here(self, api):
        open_routes = {
            (method, path) for method, path, operation in await routes_of(api) if "security" not in operation
        }

        assert open_routes == {
            ("POST", "/api/setup"),
            ("POST", "/api/session"),
            ("POST", "/api/invites/accept"),
            ("POST", "/api/resets/accept"),
            ("GET", "/livez"),
            ("GET", "/readyz"),
        }


class TestTheRequestId:
    async def test_is_new_for_each_request(self, api):
        first, second = [(await api.get("/livez")).headers["X-Request-Id"] for _ in range(2)]

        assert uuid.UUID(first) != uuid.UUID(second)

    async def test_is_the_clients_when_it_is_sane(self, api):
        answer = await api.get("/livez", headers={"X-Request-Id": "press-17.a_B"})

        assert answer.headers["X-Request-Id"] == "press-17.a_B"

    @pytest.mark.parametrize("given", ["short", "a" * 129, "has space", "ha\tb12345", "<script>alert</script>"])
    async def test_is_ours_when_it_is_not(self, api, given):
        answer = await api.get("/livez", headers={"X-Request-Id": given})

        assert uuid.UUID(answer.headers["X-Request-Id"])


class TestStrictTransportSecurity:
    async def test_is_sent_where_the_address_is_https(self, gateway_config):
        https = gateway_config.model_copy(update={"public_origin": "https://qero.example"})
        async with client_of(create_app(https, Bus(https))) as client:
            answer = await client.get("/livez")

        assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"

    async def test_is_not_sent_over_http(self, api):
        assert ORIGIN.startswith("http:")
        assert "Strict-Transport-Security" not in (await api.get("/livez")).headers
