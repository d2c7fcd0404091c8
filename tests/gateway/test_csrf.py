"""Who may change something with a person's cookie. 503 stands for "let through": there is no service behind."""

import pytest

pytestmark = pytest.mark.anyio

LET_THROUGH = 503
CREDENTIALS = {"email": "ann@example.com", "password": "correct horse"}


class TestAChangingRequest:
    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({}, LET_THROUGH),
            ({"Sec-Fetch-Site": "same-origin"}, LET_THROUGH),
            ({"Sec-Fetch-Site": "none"}, LET_THROUGH),
            ({"Sec-Fetch-Site": "same-site"}, 403),
            ({"Sec-Fetch-Site": "cross-site"}, 403),
            ({"Sec-Fetch-Site": "cross-site", "Origin": "https://pwa.example"}, LET_THROUGH),
            ({"Sec-Fetch-Site": "cross-site", "Origin": "http://qero.example"}, LET_THROUGH),
            ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
            ({"Origin": "http://qero.example"}, LET_THROUGH),
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "https://qero.example.evil.example"}, 403),
            ({"Origin": "https://PWA.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Origin": "http://["}, 403),
            ({"Origin": "http://other.example:9000", "Host": "other.example:9000"}, LET_THROUGH),
        ],
    )
    async def test_is_let_through_when_a_browser_says_it_is_our_own_or_no_browser_speaks(self, api, headers, status):
        answer = await api.post("/api/session", json=CREDENTIALS, headers=headers)

        assert answer.status_code == status

    async def test_from_another_site_is_told_so(self, api):
        answer = await api.post("/api/session", json=CREDENTIALS, headers={"Origin": "https://evil.example"})

        assert answer.json()["type"].endswith("/cross-site")


class TestAReadingRequest:
    async def test_is_let_through_wherever_it_comes_from(self, api):
        answer = await api.get("/livez", headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"})

        assert answer.status_code == 200
