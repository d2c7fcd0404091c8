import pytest
from pydantic import ValidationError

from gateway.config import GatewayConfig

NEEDED = {
    "AMQP_URL": "amqp://gateway:secret@127.0.0.1/qero",
    "METRICS_PORT": "9100",
    "CALLER_PRIVATE_KEY": "secret",
    "PUBLIC_ORIGIN": "https://crm.example.com",
}


@pytest.fixture
def told(monkeypatch):
    """A config of the environment with these changes."""

    def told(**changes):
        for name, value in (NEEDED | changes).items():
            monkeypatch.setenv(name, value)
        return GatewayConfig()

    return told


class TestOrigins:
    def test_are_a_list_with_commas(self, told):
        config = told(ALLOWED_ORIGINS="https://pwa.example.com, http://localhost:5173,")

        assert config.allowed_origins == ("https://pwa.example.com", "http://localhost:5173")

    def test_are_none_when_none_is_named(self, told):
        assert told().allowed_origins == ()

    @pytest.mark.parametrize("origin", ["*", "crm.example.com", "https://CRM.example.com", "https://a.example/path"])
    def test_that_no_browser_would_send_are_refused(self, told, origin):
        with pytest.raises(ValidationError, match="is no origin"):
            told(ALLOWED_ORIGINS=origin)


class TestCookie:
    def test_for_other_sites_needs_https(self, told):
        assert told(COOKIE_SAME_SITE="none").cookie_same_site == "none"

        with pytest.raises(ValidationError, match="only with https"):
            told(COOKIE_SAME_SITE="none", PUBLIC_ORIGIN="http://127.0.0.1:8000")


def test_secrets_are_not_shown(told):
    assert "secret" not in repr(told())
