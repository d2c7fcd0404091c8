"""Who is who on the bus and in the database: the one table that every right is generated from.

Left out: passwords, addresses and the machine. `deploy.local` makes SQL roles and AMQP users of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.bus import exchange_of
from contracts.presence import SEEN

EXTENSIONS = ("pg_trgm", "btree_gin")
"""Made by the administrator in the schema `public`; no service may make one."""

DEAD_LETTERS = "dead-letters"


@dataclass(frozen=True)
class Part:
    """One process of QERO. `answers` makes it a service: it has a queue of calls, a journal and a schema of its own.

    `calls` are whom it asks while it answers. `listens` are whose events it hears, and by which feeds it asks, apart
    from any call, for what it missed; `feeds` are others that it asks without hearing them. `ephemeral` are the routing
    keys that it hears of what nobody keeps.
    """

    name: str
    answers: bool
    calls: tuple[str, ...] = ()
    listens: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    feeds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ephemeral: tuple[str, ...] = ()

    @property
    def owner(self) -> str:
        """Owns the schema and runs the migrations."""
        return f"{self.name}_owner"

    @property
    def app(self) -> str:
        """Reads and writes rows, and nothing else."""
        return f"{self.name}_app"

    @property
    def events(self) -> str:
        """The exchange its events are published to."""
        return exchange_of(self.name)


SERVICES = (
    Part("accounts", answers=True),
    Part("contacts", answers=True, listens={"settings": ("events_since", "snapshot")}),
    Part("settings", answers=True, listens={"contacts": ("events_since", "archived_contacts")}),
    Part("chat", answers=True, listens={"accounts": ("events_since", "people_after")}),
    Part(
        "push",
        answers=True,
        listens={
            "accounts": ("events_since", "called"),
            "chat": ("events_since", "messages_for"),
            "settings": ("events_since",),
        },
        feeds={"contacts": ("names_of",)},
        ephemeral=(SEEN,),
    ),
)
EVERY_SERVICE = tuple(service.name for service in SERVICES)
GATEWAY = Part("gateway", answers=False, calls=EVERY_SERVICE, listens=dict.fromkeys(EVERY_SERVICE, ("events_since",)))
PARTS = (*SERVICES, GATEWAY)
