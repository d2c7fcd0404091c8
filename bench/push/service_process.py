"""The process of the push service that all send to."""

import base64
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

from bench.child import Child
from bench.push.devices import Device, Opened, opened
from deploy.local.system import LOOPBACK

LONGEST_SILENCE_SECONDS = 20.0
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Taken:
    """`seconds` from the first request to the last; `first` as its device reads it."""

    requests: int
    seconds: float
    connections: int
    by_path: Mapping[str, int]
    first: Opened


class PushServiceProcess(Child):
    def __init__(self, port: int, devices: int) -> None:
        self.origin = f"http://{LOOPBACK}:{port}"
        made = [Device.at(self.origin) for _ in range(devices)]
        self.devices = {device.path: device for device in made}
        super().__init__([sys.executable, "-m", "bench.push.push_service", LOOPBACK, str(port)])

    def begin(self) -> None:
        self.tell(do="begin")

    def wait_for(self, requests: int) -> None:
        """Or until no more come."""
        came, since = 0, time.monotonic()
        while came < requests and time.monotonic() - since < LONGEST_SILENCE_SECONDS:
            time.sleep(POLL_SECONDS)
            now = self.tell(do="count")["requests"]
            if now != came:
                came, since = now, time.monotonic()

    def end(self) -> Taken:
        told = self.tell(do="end")
        first = opened(base64.b64decode(told.pop("first")), self.devices)
        return Taken(**told, first=first)
