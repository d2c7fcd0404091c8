"""One request to QERO in somebody's name: to prepare what is measured, not to be measured."""

import http.client
import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from deploy.local.system import LOOPBACK

LONGEST_ANSWER_SECONDS = 30
GOOD = (200, 201)


def post(port: int, cookie: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=LONGEST_ANSWER_SECONDS)
    try:
        headers = {"Content-Type": "application/json", "Cookie": cookie, "Idempotency-Key": str(uuid4())}
        connection.request("POST", path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        told = answer.read()
        if answer.status not in GOOD:
            raise AssertionError(f"POST {path} answered {answer.status}: {told.decode(errors='replace')}")
        return json.loads(told)
    finally:
        connection.close()
