"""The gateway as its launcher sees it: a process that is ready, counts, and drains."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import httpx
import pytest
from support.journal import journals
from support.ports import free_ports
from support.responder import Responder, refusal, silence
from support.waiting import eventually

from contracts.accounts import WrongCredentials
from gateway.live.sources import SOURCES
from kit.callers import new_private_key


class Process:
    def __init__(self, node, folder):
        self.port, self.metrics_port = free_ports(2)
        self.log = folder / "log"
        environment = {
            "PATH": os.environ["PATH"],
            "AMQP_URL": node.url,
            "CALLER_PRIVATE_KEY": new_private_key(),
            "PORT": str(self.port),
            "METRICS_PORT": str(self.metrics_port),
            "PUBLIC_ORIGIN": f"http://127.0.0.1:{self.port}",
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gateway"], env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def status(self, port, path):
        """0 while nobody listens."""
        assert self.process.poll() is None, self.log.read_text()
        try:
            return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=10).status_code
        except httpx.TransportError:
            return 0

    def sign_in(self):
        return httpx.post(
            f"http://127.0.0.1:{self.port}/api/session",
            json={"email": "ann@example.com", "password": "a long password"},
            timeout=30,
        )

    def metrics(self):
        return httpx.get(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=10).text

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)


@contextmanager
def running(node, folder):
    process = Process(node, folder)
    try:
        with journals(node, *(source.name for source in SOURCES)):
            eventually(lambda: process.status(process.metrics_port, "/readyz") == 200)
        yield process
    finally:
        process.process.kill()
        process.process.wait()


@pytest.fixture
def process(node, tmp_path):
    """For a test that ends it."""
    with running(node, tmp_path) as process:
        yield process


@pytest.fixture(scope="module")
def resident(node, tmp_path_factory):
    """For tests that only look."""
    with running(node, tmp_path_factory.mktemp("resident")) as process:
        yield process


@pytest.fixture
def accounts(node):
    responder = Responder(node, "accounts")
    responder.answer = lambda _message: [refusal(WrongCredentials("No."))]
    responder.start()
    yield responder
    responder.stop()


class TestOperations:
    def test_tells_that_it_lives_and_is_ready_on_both_ports(self, resident):
        for port in (resident.port, resident.metrics_port):
            assert resident.status(port, "/livez") == 200
            assert resident.status(port, "/readyz") == 200

    def test_counts_requests_and_calls(self, resident, accounts):
        resident.sign_in()

        counted = resident.metrics()
        assert 'qero_gateway_calls_total{call="sign_in",outcome="refused",service="accounts"} 1.0' in counted
        assert 'qero_gateway_requests_total{method="POST",route="/api/session",status="401"} 1.0' in counted

    def test_tells_the_counts_to_nobody_on_the_public_port(self, resident):
        assert resident.status(resident.port, "/metrics") == 404


class TestTerminate:
    def test_an_idle_gateway_ends_cleanly(self, process):
        process.terminate()

        assert process.process.wait(30) == 0

    def test_a_request_under_way_is_answered_while_new_ones_are_not_wanted(self, process, accounts):
        accounts.answer = silence
        answers = []
        asking = threading.Thread(target=lambda: answers.append(process.sign_in()))
        asking.start()
        [held] = accounts.was_asked(1)

        process.terminate()
        eventually(lambda: process.status(process.metrics_port, "/readyz") == 503)
        eventually(lambda: process.status(process.port, "/livez") == 0)
        accounts.reply_later(held, refusal(WrongCredentials("No.")))
        asking.join()

        assert [answer.status_code for answer in answers] == [401]
        assert process.process.wait(30) == 0
