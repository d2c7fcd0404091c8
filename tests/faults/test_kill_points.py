"""A process dies at every point of a change's way where it could leave something half done (K3 to K8)."""

import asyncio

import pytest
from faults.lanes import lane, say
from faults.run import Run, carried_out

pytestmark = pytest.mark.faults

KILL_POINTS = [
    ("contacts", "call.before_commit"),
    ("contacts", "call.after_commit"),
    ("contacts", "call.after_reply"),
    ("settings", "relay.before_publish"),
    ("contacts", "relay.before_confirm"),
    ("settings", "relay.before_mark"),
    ("contacts", "listener.before_commit"),
    ("settings", "listener.after_commit"),
]


def test_nothing_is_lost_or_done_twice_wherever_a_process_dies(single):
    here = lane()
    run = Run(single, here.seed + 1, say)

    async def die_everywhere():
        for number in range(here.repeats):
            for name, failpoint in KILL_POINTS:
                await asyncio.to_thread(run.nemesis.die_at, name, failpoint)
            await asyncio.to_thread(run.nemesis.strike, "service ended")
            say(f"{number + 1} of {here.repeats} at every kill point")

    report = asyncio.run(carried_out(run, die_everywhere))

    here.judge("kill points", report)
