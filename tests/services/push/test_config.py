"""A push that people use refuses to start with what only a machine of one's own may have."""

import pytest
from pydantic import SecretStr, ValidationError

from kit.config import load
from services.push.config import PushConfig


def told(config: PushConfig, **fields) -> PushConfig:
    return PushConfig(**{**config.model_dump(), **fields})


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"vapid_subject": "mailto:it@localhost"}, "VAPID_SUBJECT"),
        ({"vapid_subject": "mailto:it@example.com"}, "VAPID_SUBJECT"),
        ({"push_services": "http://127.0.0.1:5000"}, "PUSH_SERVICES"),
        ({"push_services": "127.0.0.1"}, "neither"),
        ({"vapid_private_keys": "AAAA"}, "32 bytes"),
        ({"vapid_private_keys": ""}, "32 bytes"),
    ],
)
def test_what_nobody_could_be_rung_with_is_refused(config, fields, wrong):
    with pytest.raises(ValidationError, match=wrong):
        told(config, **fields)


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_a_machine_of_ones_own_may_ring_itself(config, origin):
    local = told(
        config,
        public_origin=origin,
        vapid_subject="mailto:nobody@localhost",
        push_services="http://127.0.0.1:5000",
    )

    assert local.services.check("http://127.0.0.1:5000/x").is_trusted


@pytest.fixture
def environment(config, monkeypatch):
    """As it is told to a process that starts."""
    for name, value in config.model_dump().items():
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        monkeypatch.setenv(name.upper(), str(plain))
    return monkeypatch


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("VAPID_SUBJECT", "mailto:it@localhost", "VAPID_SUBJECT is at localhost"),
        ("PUSH_SERVICES", "http://127.0.0.1:5000", "PUSH_SERVICES names an origin without TLS"),
        ("VAPID_PRIVATE_KEYS", "c2VjcmV0", "VAPID_PRIVATE_KEYS is wrong"),
    ],
)
def test_a_process_says_what_is_wrong_and_no_secret(environment, capsys, variable, value, told):
    environment.setenv(variable, value)

    with pytest.raises(SystemExit) as ended:
        load(PushConfig)

    said = capsys.readouterr().err
    assert (ended.value.code, told in said, "c2VjcmV0" in said) == (2, True, False), said
