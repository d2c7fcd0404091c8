"""What the gateway counts. No label ever names a person, a contact or a text."""

from prometheus_client import Counter, Gauge, Histogram

calls = Counter(
    "qero_gateway_calls",
    "Calls to services by how they ended: answered, refused, failed, unavailable, unknown",
    ["service", "call", "outcome"],
)
call_seconds = Histogram("qero_gateway_call_seconds", "From publishing a call to its end", ["service", "call"])
calls_under_way = Gauge("qero_gateway_calls_under_way", "Calls waiting for their reply", ["service"])
late_replies = Counter("qero_gateway_late_replies", "Replies nobody waited for any more")
bus_ready = Gauge("qero_gateway_bus_ready", "1 while calls can be sent")
bus_losses = Counter("qero_gateway_bus_losses", "Connections to RabbitMQ that were lost")
