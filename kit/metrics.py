"""What a service counts. No label ever names a person, a contact or a text."""

from prometheus_client import Counter, Gauge, Histogram

calls = Counter(
    "qero_calls", "Calls by how they ended: answered, refused, late, failed", ["service", "call", "outcome"]
)
call_seconds = Histogram("qero_call_seconds", "From delivery to reply", ["service", "call"])
replays = Counter("qero_replays", "Changes answered from their idempotency key", ["service", "call"])
tasks = Counter("qero_tasks", "Runs of periodic work by how they ended: done, failed", ["service", "task", "outcome"])
parked = Counter("qero_parked", "Messages put into dead-letters", ["reason"])
workers = Gauge("qero_workers", "Calls and tasks running now", ["service"])
