"""A gateway dies with many streams open (K13): every browser goes on where it was, on whichever gateway there is."""

import asyncio

import pytest
from faults.lanes import lane, say
from faults.run import Run, carried_out

pytestmark = pytest.mark.faults

STREAMS_OF_A_PERSON = 8
"""As many as one may have."""
QUIET = 0.5


def test_every_stream_goes_on_where_it_was(doubled):
    here = lane()
    run = Run(doubled, here.seed + 2, say)

    async def kill_gateways():
        for _ in range(here.repeats):
            await run.strike("gateway killed")
            await asyncio.gather(*(asyncio.wait_for(follower.is_open.wait(), 120) for follower in run.followers))

    report = asyncio.run(
        carried_out(run, kill_gateways, in_a_team=here.people_in_a_team, streams=STREAMS_OF_A_PERSON, pause=QUIET)
    )

    here.judge("gateway killed", report)
    assert report.figures["delivered_once_per_stream"]["resets"] == 0
