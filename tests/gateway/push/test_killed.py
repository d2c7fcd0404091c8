"""Push dies at every point of a ring's way (K9 to K12): each device rings once, or twice as the same thing."""

import psycopg
import pytest

from deploy.local.stack import Stack

pytestmark = pytest.mark.faults

POINTS = {
    "listener.before_commit": 1,
    "listener.after_commit": 1,
    "send.before_http": 1,
    "send.after_http": 2,
}
"""How often at most a device is rung: a kill between a push service's word and ours leaves no other way."""


def revive(stack: Stack) -> None:
    push = stack.processes["push"]
    push.environment.pop("QERO_FAILPOINT", None)
    with psycopg.connect(stack.urls["administrator"]) as connection:
        # As 30 seconds later.
        connection.execute("update push.deliveries set due_at = now() where state = 'waiting' and held_by is not null")
    push.start()
    push.wait_ready(60)


@pytest.mark.parametrize("point", POINTS)
def test_a_ring_survives_push_dying_at(
    point, stack: Stack, ann, ben, cara, begin, say, subscribe, state_of, settled, push_server
):
    group = begin(ann, ben, cara)
    phones = [subscribe(ben), subscribe(ben), subscribe(cara)]
    others = subscribe(ann)
    push = stack.processes["push"]
    push.stop()
    push.environment["QERO_FAILPOINT"] = point
    try:
        push.start()
        message = say(ann, group, f"While it died at {point}")
        settled(lambda: not push.alive)
        died_by = push.status
    finally:
        revive(stack)

    for phone in phones:
        settled(lambda phone=phone: state_of(phone) == ["sent"])
    rings = [ring for phone in phones for ring in phone.shown]
    assert died_by == "SIGKILL"
    assert max(len(phone.shown) for phone in phones) <= POINTS[point]
    assert {ring.notification["data"]["message_id"] for ring in rings} == {str(message["number"])}
    for phone in phones:
        assert len({(one.headers["topic"], one.notification["tag"]) for one in phone.shown}) == 1
        assert len({one.notification["data"]["push_id"] for one in phone.shown}) == 1
    assert others.arrived == []
