"""Where push is, over HTTP, and what a browser tells there."""

from typing import Any

import httpx
from support.push_server import BrowserDevice

SUBSCRIPTIONS = "/api/push/subscriptions"
PREFERENCES = "/api/push/preferences"
RECEIVED = "/api/push/received"


def as_browsers_tell(person: httpx.Client, device: BrowserDevice, **fields: Any) -> dict[str, Any]:
    key = person.get("/api/push/key").raise_for_status().json()["public_key"]
    return {"endpoint": device.endpoint, "keys": device.keys, "public_key": key, **fields}


def devices_of(person: httpx.Client) -> dict[str, dict[str, Any]]:
    """By id."""
    items = person.get(SUBSCRIPTIONS).raise_for_status().json()["items"]
    return {item["id"]: item for item in items}
