"""pywebpush's `webpush()` in a loop, as its documentation has it; with a session of requests that is kept, or without.

python -m bench.push.pywebpush_loop plain|session
"""

import json
import sys

import requests
from pywebpush import webpush

from bench.push.orders import Order


def send(order: Order, session: requests.Session | None) -> int:
    """How many. Raises what the library raises for any answer but a good one."""
    sent = 0
    for _ in range(order.messages):
        for subscription in order.subscriptions:
            webpush(
                subscription,
                order.payload,
                vapid_private_key=order.private_key,
                vapid_claims={"sub": order.subject},
                ttl=order.ttl,
                headers={"Urgency": order.urgency, "Topic": order.topic},
                requests_session=session,
            )
            sent += 1
    return sent


if __name__ == "__main__":
    kept = requests.Session() if sys.argv[1] == "session" else None
    for line in sys.stdin:
        print(json.dumps({"sent": send(Order(**json.loads(line)), kept)}), flush=True)
