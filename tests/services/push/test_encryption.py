"""What a push service passes on: only the device that it is for can open it."""

from dataclasses import replace

import http_ece
import pytest
from support.push_server import BrowserDevice

from contracts.push import Language
from services.push.sending.encryption import encrypted
from services.push.storage.deliveries import Device

PAYLOAD = b"Who knows their new office?"
NOT_ON_THE_CURVE = "BA" + "A" * 85


@pytest.fixture
def browser() -> BrowserDevice:
    return BrowserDevice("https://push.example")


@pytest.fixture
def device(browser) -> Device:
    return Device(browser.endpoint, **browser.keys, public_key="", language=Language.ENGLISH)


def test_its_device_opens_it(browser, device):
    body = encrypted(device, PAYLOAD)

    assert opened(body, browser) == PAYLOAD


def test_another_device_does_not(device):
    with pytest.raises(http_ece.ECEException):
        opened(encrypted(device, PAYLOAD), BrowserDevice("https://push.example"))


def test_the_same_text_is_another_one_each_time_with_another_key(device):
    heads = {encrypted(device, PAYLOAD)[:86] for _ in range(20)}

    assert len({head[:16] for head in heads}) == len({head[21:] for head in heads}) == 20


@pytest.mark.parametrize("key", ["", "B", "BA", NOT_ON_THE_CURVE])
def test_a_key_that_is_none_is_a_value_error(device, key):
    with pytest.raises(ValueError):  # noqa: PT011  as the libraries word it
        encrypted(replace(device, p256dh=key), PAYLOAD)


def opened(body: bytes, browser: BrowserDevice) -> bytes:
    found: bytes = http_ece.decrypt(body, private_key=browser.key, auth_secret=browser.auth, version="aes128gcm")
    return found
