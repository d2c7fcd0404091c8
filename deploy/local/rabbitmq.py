"""A private RabbitMQ node: its own name, cookie, port mapper and data on loopback, never the system's."""

import json
import os
import secrets
import shutil
from typing import Any

from amqp.exceptions import AMQPError

from deploy.local.bus import connect
from deploy.local.home import CURE, Home
from deploy.local.machine import account_for, epmd, rabbitmq_programs, server_folder
from deploy.local.process import Process
from deploy.local.say import Trouble

START_SECONDS = 120
ADMINISTRATOR = "administrator"


class RabbitServer:
    """`vhost` and `definitions` are what the node knows when it has started."""

    def __init__(self, home: Home, *, vhost: str, definitions: dict[str, Any]) -> None:
        programs = rabbitmq_programs()
        if programs is None:
            raise Trouble("RabbitMQ is not installed.")
        self.programs = programs
        self.account = account_for("rabbitmq")
        self.folder = server_folder(home, "rabbitmq")
        self.vhost = vhost
        self.definitions = definitions
        self.password = home.secret("rabbitmq")
        self.ports = {use: home.port(f"rabbitmq {use}") for use in ("amqp", "management", "distribution", "names")}
        self.node = f"qero-{home.mark}@localhost"
        self.names = Process(
            "epmd",
            [epmd(programs), "-port", str(self.ports["names"])],
            environment=self.environment(),
            folder=self.folder,
            log=home.logs / "epmd.log",
            ready=lambda: True,
            account=self.account,
            grace=2,
        )
        self.process = Process(
            "rabbitmq",
            [programs / "rabbitmq-server"],
            environment=self.environment(),
            folder=self.folder,
            log=home.logs / "rabbitmq.log",
            ready=self.answers,
            account=self.account,
            grace=60,
            remedy=f"If its data is damaged, give it up: {CURE}",
        )

    @property
    def url(self) -> str:
        """The administrator's."""
        return f"amqp://{ADMINISTRATOR}:{self.password}@127.0.0.1:{self.ports['amqp']}/{self.vhost}"

    @property
    def management(self) -> str:
        return f"http://127.0.0.1:{self.ports['management']}"

    def environment(self) -> dict[str, str]:
        """Also what rabbitmqctl needs to find the node."""
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LC_ALL": "C.UTF-8",
            "HOME": str(self.folder),
            "RABBITMQ_NODENAME": self.node,
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_DIST_PORT": str(self.ports["distribution"]),
            "ERL_EPMD_PORT": str(self.ports["names"]),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none",
        }

    def answers(self) -> bool:
        try:
            connect(self.url).close()
        except (OSError, AMQPError):
            return False
        return True

    def start(self) -> None:
        self.configure()
        self.names.start()
        self.process.start()

    def forget(self) -> None:
        """All that is in its queues, while it does not run: it begins anew with what it is told at its start."""
        shutil.rmtree(self.folder / "data", ignore_errors=True)

    def configure(self) -> None:
        self.keep("rabbitmq.conf", self.configuration())
        self.keep("enabled_plugins", "[rabbitmq_management].\n")
        self.keep("definitions.json", json.dumps(self.definitions))
        cookie = self.folder / ".erlang.cookie"
        if not cookie.exists():
            self.keep(cookie.name, secrets.token_hex(20))
            cookie.chmod(0o400)

    def configuration(self) -> str:
        return "\n".join(
            [
                f"listeners.tcp.default = 127.0.0.1:{self.ports['amqp']}",
                "management.tcp.ip = 127.0.0.1",
                f"management.tcp.port = {self.ports['management']}",
                "log.console = true",
                "log.file = false",
                f"load_definitions = {self.folder / 'definitions.json'}",
                "",
            ]
        )

    def keep(self, name: str, content: str) -> None:
        path = self.folder / name
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(content)
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)
