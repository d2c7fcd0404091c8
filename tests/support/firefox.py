"""A real Firefox without a screen, with a page and a worker of ours. Node drives it: pwa/tests/browser/firefox.mjs."""

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

from deploy.local.home import Home
from deploy.local.pwa import Pwa
from deploy.local.stack import Stack


class Firefox:
    """`with Firefox(stack, push_server, home) as firefox`; `home` is a folder of its own."""

    def __init__(self, stack: Stack, push_server: BrowserPushServer, home: Path) -> None:
        program = shutil.which("firefox-esr")
        assert program, "./qero test installs firefox-esr"
        self.pwa = Pwa(Home(Path(os.environ["QERO_TEST_HOME"])))
        told = {"GATEWAY": stack.address, "FIREFOX": program, "PUSH_SERVICE": push_server.socket_address}
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
            leave.callback(page.call, "unsubscribe")
            page.call("signIn", {"email": person.email, "password": PASSWORD})
            yield page


class Page:
    """The app's, of one person."""

    def __init__(self, firefox: Firefox) -> None:
        self.firefox = firefox

    def call(self, name: str, *given: Any) -> Any:
        return self.firefox.order("call", name, *given)

    def start(self) -> dict[str, Any]:
        """As the app does each time. Gives the device that QERO knows it by."""
        device: dict[str, Any] = self.call("start")
        return device

    def start_again(self) -> dict[str, Any]:
        self.firefox.order("reload")
        return self.start()

    @property
    def endpoint(self) -> str | None:
        endpoint: str | None = self.call("endpoint")
        return endpoint

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The notifications: `title`, `body`, `tag` and `data` of each."""
        shown: list[dict[str, Any]] = self.call("shown")
        return shown

    @contextmanager
    def without_gateway(self) -> Iterator[None]:
        self.firefox.order("closeGateway")
        try:
            yield
        finally:
            self.firefox.order("openGateway")

    @property
    def refused(self) -> list[str]:
        """Paths that were asked for without the gateway, since it went."""
        refused: list[str] = self.firefox.order("refused")
        return refused
