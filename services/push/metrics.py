"""What push counts besides what every service does. No label names a person, a device or a text."""

from prometheus_client import Counter, Gauge, Histogram

deliveries = Counter("qero_push_deliveries", "Rings by how they ended", ["state"])
answers = Counter("qero_push_answers", "What push services answered: a status, or unreachable", ["answer"])
seconds = Histogram(
    "qero_push_seconds",
    "From what a device rings for to the push service's answer",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600),
)
under_way = Gauge("qero_push_under_way", "Rings that this process is about to send or is sending")
paused = Gauge("qero_push_paused_services", "Push services that this process lets rest")
