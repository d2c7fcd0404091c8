"""The names on the bus that more than one part knows.

Left out: queues, which are their owner's alone, and who may do what (`deploy.rights`).
"""

CALLS = "nameko-rpc"
"""Exchange of calls and their replies; nameko's own name for it."""

EPHEMERAL = "ephemeral"
"""Exchange of what gateways tell one another and nobody keeps: who is there, who is typing."""

HEAD = "head"
"""The routing key of a notice that tells where the journal ends. Every other one is the type of an event."""


def exchange_of(service: str) -> str:
    """Where a service's events are published."""
    return f"{service}.events"
