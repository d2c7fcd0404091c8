"""Which pages of other origins may read the answers."""

import pytest

pytestmark = pytest.mark.anyio

ALLOWED = "https://pwa.example"
STRANGERS = [
    "https://evil.example",
    "https://pwa.example.evil.example",
    "https://PWA.example",
    "null",
    "http://pwa.example",
]


def preflight(origin):
    return {
        "Origin": origin,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "content-type,if-match,idempotency-key",
    }


class TestAPreflight:
    async def test_of_an_allowed_origin_is_told_what_it_may_do(self, api):
        answer = await api.options("/api/contacts", headers=preflight(ALLOWED))

        assert answer.status_code == 204
        assert answer.headers["Access-Control-Allow-Origin"] == ALLOWED
        assert answer.headers["Access-Control-Allow-Credentials"] == "true"
        assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
        assert {"Content-Type", "If-Match", "Idempotency-Key"} <= set(
            answer.headers["Access-Control-Allow-Headers"].split(", ")
        )

    @pytest.mark.parametrize("origin", STRANGERS)
    async def test_of_any_other_is_refused_and_never_reflected(self, api, origin):
        answer = await api.options("/api/contacts", headers=preflight(origin))

        assert answer.status_code == 403
        assert not [name for name in answer.headers if name.startswith("access-control-")]


class TestAnAnswer:
    async def test_to_an_allowed_origin_may_be_read_with_credentials(self, api):
        answer = await api.get("/api/me", headers={"Origin": ALLOWED})

        assert answer.headers["Access-Control-Allow-Origin"] == ALLOWED
        assert answer.headers["Access-Control-Allow-Credentials"] == "true"
        assert {
            "ETag",
            "Location",
            "Retry-After",
            "RateLimit",
            "RateLimit-Policy",
            "Idempotency-Replayed",
            "X-Request-Id",
        } == set(answer.headers["Access-Control-Expose-Headers"].split(", "))

    @pytest.mark.parametrize("origin", STRANGERS)
    async def test_to_any_other_says_nothing_of_cors(self, api, origin):
        answer = await api.get("/api/me", headers={"Origin": origin})

        assert not [name for name in answer.headers if name.startswith("access-control-")]

    async def test_varies_by_origin_also_when_none_was_sent(self, api):
        answer = await api.get("/livez")

        assert answer.headers["Vary"] == "Origin"

    async def test_that_refuses_may_be_read_too(self, api):
        answer = await api.post("/api/session", content="[" * 100, headers={"Origin": ALLOWED})

        assert answer.status_code == 415
        assert answer.headers["Access-Control-Allow-Origin"] == ALLOWED
