"""Parts are taken down at random while people work: nothing is lost, nothing happens twice, no stream has a gap."""

import asyncio

import pytest
from faults.lanes import lane, say
from faults.run import Run, carried_out

pytestmark = pytest.mark.faults


def test_nothing_is_lost_or_done_twice_while_parts_are_taken_down(doubled):
    here = lane()
    run = Run(doubled, here.seed, say)
    report = asyncio.run(carried_out(run, lambda: run.torment(here.kinds, here.seconds)))

    here.judge("nemesis", report)
    assert report.figures["acknowledged"] > 20 * len(here.kinds)
    assert report.figures["delivered_once_per_stream"]["received"] > report.figures["acknowledged"]
