"""The app in a real Firefox without a screen. Node drives it: pwa/tests/browser/firefox.mjs."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self

from support.browser_push_server import BrowserPushServer
from support.people import PASSWORD, Person
from support.waiting import LONGEST_WAIT_SECONDS

from deploy.local.pwa import Pwa
from deploy.local.stack import Stack


class Firefox:
    """`with Firefox(pwa, stack, push_server, home, port=…) as firefox`; `home` is a folder of its own.

    At `port` it has the app, as the gateway of `stack` serves it.
    """

    def __init__(self, pwa: Pwa, stack: Stack, push_server: BrowserPushServer, home: Path, *, port: int) -> None:
        program = shutil.which("firefox-esr")
        assert program, "./qero test installs firefox-esr"
        self.pwa = pwa
        told = {
            "GATEWAY": stack.address,
            "PORT": str(port),
            "FIREFOX": program,
            "PUSH_SERVICE": push_server.socket_address,
        }
        # As root it starts in no home of somebody else.
        self.environment = {**os.environ, **told, "HOME": str(home)}

    def __enter__(self) -> Self:
        self.driver = subprocess.Popen(
            [self.pwa.node, "tests/browser/firefox.mjs"],
            cwd=self.pwa.folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.driver.communicate(timeout=LONGEST_WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.driver.terminate()
            self.driver.communicate()

    def order(self, word: str, *given: Any) -> Any:
        """Raises AssertionError with what the browser says."""
        assert self.driver.stdin
        assert self.driver.stdout
        print(json.dumps([word, *given]), file=self.driver.stdin, flush=True)
        came = json.loads(self.driver.stdout.readline() or '{"error": "it has ended"}')
        assert "error" not in came, came["error"]
        return came["value"]

    @contextmanager
    def page(self, person: Person) -> Iterator["Page"]:
        """In a browser that knows nothing yet but who its person is."""
        page = Page(self)
        with ExitStack() as leave:
            self.order("open")
            leave.callback(self.order, "close")
            # Otherwise Firefox tells the worker that its subscription is lost, which begins anew.
            leave.callback(self.order, "unsubscribe")
            self.order("signIn", {"email": person.email, "password": PASSWORD})
            yield page


class Page:
    """The app's, of one person."""

    def __init__(self, firefox: Firefox) -> None:
        self.order = firefox.order

    def turn_on(self) -> dict[str, Any]:
        """As its person does, on the page of notifications. Gives the device that QERO knows it by."""
        self.order("turnOn")
        return self.device

    def start_again(self) -> dict[str, Any]:
        self.order("startAgain")
        return self.device

    @property
    def device(self) -> dict[str, Any]:
        """As QERO knows it."""
        device: dict[str, Any] = self.order("device")
        return device

    def reads(self, text: str) -> None:
        """Until it stands there."""
        self.order("reads", text)

    def test(self) -> None:
        """Until the page says that it has arrived."""
        self.order("test")

    def sign_out(self) -> None:
        self.order("signOut")

    def unsubscribe(self) -> None:
        """Behind the app's back."""
        self.order("unsubscribe")

    @property
    def endpoint(self) -> str | None:
        endpoint: str | None = self.order("endpoint")
        return endpoint

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The notifications: `title`, `body`, `tag` and `data` of each."""
        shown: list[dict[str, Any]] = self.order("shown")
        return shown

    @contextmanager
    def without_gateway(self) -> Iterator[None]:
        self.order("closeGateway")
        try:
            yield
        finally:
            self.order("openGateway")

    @property
    def refused(self) -> list[str]:
        """Paths that were asked for without the gateway, since it went."""
        refused: list[str] = self.order("refused")
        return refused
