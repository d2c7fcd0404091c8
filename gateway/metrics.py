"""What the gateway counts. No label ever names a person, a contact or a text."""

import time

from prometheus_client import Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

requests = Counter("qero_gateway_requests", "HTTP requests by what they were answered", ["route", "method", "status"])
request_seconds = Histogram("qero_gateway_request_seconds", "From a request's head to its last byte", ["route"])

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

lane_position = Gauge("qero_gateway_lane_position", "The last event of a service that was handed on", ["service"])
lane_head = Gauge("qero_gateway_lane_head", "The last event of a service that was heard of", ["service"])
lane_lag = Gauge("qero_gateway_lane_lag", "Events of a service that were heard of and not handed on", ["service"])
lane_resets = Counter(
    "qero_gateway_lane_resets",
    "Times a service's events could not be continued: epoch, ahead, expired",
    ["service", "reason"],
)
event_gaps = Counter("qero_gateway_event_gaps", "Messages that came before one they follow", ["service"])
events_pulled = Counter("qero_gateway_events_pulled", "Events read from a journal, for no message came", ["service"])
resumes = Counter(
    "qero_gateway_resumes", "Services' events replayed for a browser: ring, rpc, reset", ["service", "from"]
)

streams_open = Gauge("qero_gateway_streams", "Live streams that are open")
streams_opened = Counter("qero_gateway_streams_opened", "Live streams that were opened")
stream_seconds = Histogram(
    "qero_gateway_stream_seconds",
    "How long a live stream was open, by why it ended: the reason of its bye, gone (the browser left), slow (cut)",
    ["reason"],
    buckets=(1, 10, 60, 300, 720, 900, 3600),
)
frames_sent = Counter("qero_gateway_stream_frames", "Frames written to live streams", ["event"])
commit_to_write_seconds = Histogram(
    "qero_gateway_commit_to_write_seconds", "From an event's change to its writing on a live stream"
)


class Counted:
    """Around everything else, so that what the layers refuse is counted too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.monotonic()
        status = "none"

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            # The template, never the address: addresses carry ids and are without number.
            route = getattr(scope.get("route"), "path", "none")
            requests.labels(route, scope["method"], status).inc()
            request_seconds.labels(route).observe(time.monotonic() - began)
