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
journal_head = Gauge("qero_journal_head", "Last position given out, as the relay knows it", ["service"])
journal_published = Gauge("qero_journal_published", "Last position that is on the bus", ["service"])
journal_waiting = Gauge("qero_journal_waiting", "Events committed and not yet on the bus, at most 100,000", ["service"])
journal_oldest = Gauge("qero_journal_oldest_seconds", "Age of the oldest event not yet on the bus", ["service"])
relay_elected = Gauge("qero_relay_elected", "1 where the relay of this process is the active one", ["service"])
relay_failures = Counter("qero_relay_failures", "Times the relay had to begin again", ["service"])

listener_position = Gauge("qero_listener_position", "Up to here the source's journal is applied", ["service", "source"])
listener_head = Gauge("qero_listener_head", "The end of the source's journal, as last told", ["service", "source"])
listener_lag = Gauge("qero_listener_lag", "Events that are not applied yet", ["service", "source"])
listener_applied = Counter("qero_listener_applied", "Events applied", ["service", "source", "type"])
listener_retries = Counter("qero_listener_retries", "Events tried again after a failure", ["service", "source", "type"])
listener_parked = Counter(
    "qero_listener_parked", "Events that were parked with a reason", ["service", "source", "type"]
)
parked_events = Gauge("qero_parked_events", "Events that are parked now, waiting for somebody", ["service", "source"])
listener_gaps_filled = Counter(
    "qero_listener_gaps_filled", "Times that the source's journal held what the broker had lost", ["service", "source"]
)
listener_rebuilds = Counter(
    "qero_listener_rebuilds", "Times that what is kept of the source was built anew", ["service", "source"]
)
listener_dropped = Counter(
    "qero_listener_dropped", "Messages that could not be read, to be found in the journal", ["reason"]
)
