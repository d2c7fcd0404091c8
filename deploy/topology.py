"""Who is who on the bus and in the database: the one table that every right is generated from.

Left out: passwords, addresses and the machine. `deploy.local` makes SQL roles and AMQP users of it.
"""

from dataclasses import dataclass

EXTENSIONS = ("pg_trgm", "btree_gin")
"""Made by the administrator in the schema `public`; no service may make one."""

CALLS = "nameko-rpc"
DEAD_LETTERS = "dead-letters"


@dataclass(frozen=True)
class Part:
    """One process of QERO. `answers` makes it a service: it has a queue of calls and a schema of its own."""

    name: str
    answers: bool
    calls: tuple[str, ...] = ()

    @property
    def owner(self) -> str:
        """Owns the schema and runs the migrations."""
        return f"{self.name}_owner"

    @property
    def app(self) -> str:
        """Reads and writes rows, and nothing else."""
        return f"{self.name}_app"


SERVICES = (
    Part("accounts", answers=True),
    Part("contacts", answers=True),
    Part("settings", answers=True),
)
GATEWAY = Part("gateway", answers=False, calls=tuple(service.name for service in SERVICES))
PARTS = (*SERVICES, GATEWAY)
