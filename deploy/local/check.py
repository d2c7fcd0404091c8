"""`./qero test`: every check and every test, on servers of its own that begin empty.

`./qero test --rabbitmq 4`: what depends on the broker, on RabbitMQ 4, with classic queues and with quorum queues.
"""

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from deploy.local import rabbitmq4
from deploy.local.emptied import emptied
from deploy.local.home import ROOT, Home
from deploy.local.machine import RABBITMQ_PROGRAMS, install, missing_browsers
from deploy.local.pwa import Pwa
from deploy.local.say import Trouble, say
from deploy.local.servers import Servers
from deploy.local.supervisor import Supervisor

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports", "--no-cache"),
)
OF_THE_BROKER = (
    "tests/kit/bus",
    "tests/kit/journal",
    "tests/kit/listening",
    "tests/gateway/bus",
    "tests/gateway/live",
    "tests/faults",
    "tests/deploy/test_rights.py",
)
"""What another broker may change."""


def add_check(test: ArgumentParser) -> None:
    test.add_argument("--rabbitmq", choices=["4"], help="another RabbitMQ than the system's, for what depends on it")


def check(home: Home, told: Namespace, arguments: list[str]) -> int:
    with emptied(home, "servers", "logs", "breakable", "up"):
        return check_broker(home, arguments) if told.rabbitmq else check_all(home, arguments)


def check_all(home: Home, arguments: list[str]) -> int:
    if missing := missing_browsers():
        install(missing)
    with servers_of(home) as environment:
        failed = failures(Pwa(home), environment)
        if failed:
            say(f"✗ {', '.join(failed)}: see above. The tests run all the same.")
        say("· pytest …")
        # Its closing line stays the last one: whoever runs this reads it there.
        return run_tests(pytest(home, arguments), environment) or bool(failed)


def check_broker(home: Home, arguments: list[str]) -> int:
    """1 when any test failed with either kind of queue. `arguments` may name other tests."""
    os.environ[RABBITMQ_PROGRAMS] = str(rabbitmq4.programs(home))
    tests = [] if any((ROOT / word.partition("::")[0]).exists() for word in arguments) else OF_THE_BROKER
    failed = []
    with servers_of(home) as environment:
        for queues in ("classic", "quorum"):
            say(f"· pytest with RabbitMQ 4 and {queues} queues …")
            if run_tests(pytest(home, [*arguments, *tests]), environment | {"QUEUE_TYPE": queues}):
                failed.append(queues)
    say(f"✗ RabbitMQ 4, {' and '.join(failed)} queues: see above." if failed else "✓ RabbitMQ 4, classic and quorum")
    return bool(failed)


@contextmanager
def servers_of(home: Home) -> Iterator[dict[str, str]]:
    """They run; yields the environment of the tests."""
    supervisor = Supervisor(home)
    servers = Servers(home)
    try:
        supervisor.add(servers.processes)
        servers.start()
        servers.wait_for_bus()
        yield environment_of(home, servers)
    finally:
        servers.stop()
        supervisor.end()


def pytest(home: Home, arguments: Sequence[str]) -> list[str | Path]:
    return [tool("pytest"), "-o", f"cache_dir={home.path / 'pytest'}", *arguments]


def run_tests(command: Sequence[str | Path], environment: Mapping[str, str]) -> int:
    """pytest's exit code. Whoever interrupts it is obeyed when the tests have taken down what they started."""
    # A session of its own: a Ctrl-C reaches it once, from here.
    tests = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        return tests.wait()
    except KeyboardInterrupt:
        say("\n· Stopping …")
        tests.send_signal(signal.SIGINT)
        tests.wait()
        raise


def failures(pwa: Pwa, environment: dict[str, str]) -> list[str]:
    """The checks that did not pass."""
    unbuilt = is_unbuildable(pwa)
    pwa.prepare()
    checks = [(" ".join(words), [tool(words[0]), *words[1:]], ROOT) for words in CHECKS]
    checks += [(name, command, pwa.folder) for name, command in pwa.checks.items()]
    failed = [name for name, command, folder in checks if not passes(name, command, folder, environment)]
    return ["build of the app", *failed] if unbuilt else failed


def is_unbuildable(pwa: Pwa) -> bool:
    """Says why. Where it is built, tests in browsers find it so."""
    try:
        pwa.built()
    except Trouble as trouble:
        say(f"✗ {trouble}")
        return True
    return False


def passes(name: str, command: Sequence[str | Path], folder: Path, environment: dict[str, str]) -> bool:
    began = time.monotonic()
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    took = time.monotonic() - began
    if done.returncode:
        say(done.stdout.rstrip())
    say(f"{'✗' if done.returncode else '✓'} {name} ({took:.1f} s)")
    return done.returncode == 0


def tool(name: str) -> Path:
    return Path(sys.executable).with_name(name)


def environment_of(home: Home, servers: Servers) -> dict[str, str]:
    """Caches live in the home: the repository may be somebody else's."""
    told = {
        "RUFF_CACHE_DIR": str(home.path / "ruff"),
        "MYPY_CACHE_DIR": str(home.path / "mypy"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(home.path / "hypothesis"),
        "QERO_TEST_HOME": str(home.path),
    }
    if servers.postgres and servers.rabbitmq:
        told |= {
            "QERO_TEST_POSTGRES": servers.postgres.url("postgres"),
            "QERO_TEST_AMQP": servers.rabbitmq.url,
            "QERO_TEST_AMQP_MANAGEMENT": servers.rabbitmq.management,
        }
    return {**os.environ, **told}
