"""Which Secrets there are, and which keys each has: for who makes them, who fetches them, and the tests.

Left out: their values (`deploy.k8s.secrets`).
"""

from dataclasses import dataclass

from deploy.k8s.manifests import POSTGRES, RABBITMQ, SCALER
from deploy.topology import PARTS, SERVICES

BASIC_AUTH = "kubernetes.io/basic-auth"
LOGIN = ("username", "password")


@dataclass(frozen=True)
class Kept:
    """`by` is "base", or the component without which nobody needs it."""

    name: str
    keys: tuple[str, ...]
    type: str = "Opaque"
    by: str = "base"


KEPT = (
    *(Kept(f"amqp-{part.name}", (*LOGIN, "url")) for part in PARTS),
    *(Kept(f"db-{service.name}", (*LOGIN, "url"), BASIC_AUTH) for service in SERVICES),
    *(Kept(f"db-{service.name}-owner", (*LOGIN, "url"), BASIC_AUTH) for service in SERVICES),
    Kept("caller", ("private", "public")),
    Kept("links", ("secret",)),
    Kept("vapid", ("private-keys", "subject")),
    Kept(f"amqp-{SCALER}", LOGIN, by="keda"),
    Kept(f"{RABBITMQ}-administrator", LOGIN, by="rabbitmq-statefulset"),
    Kept(f"{RABBITMQ}-users", ("users.json",), by="rabbitmq-statefulset"),
    Kept(f"{POSTGRES}-administrator", ("password", "passwords.sql"), by="postgres-statefulset"),
)
