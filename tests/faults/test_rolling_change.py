"""Every process is replaced by one of the next version, in which a contract has a field more, while people work."""

import asyncio
from functools import partial

import pytest
from faults.ground import SERVICE_NAMES
from faults.lanes import lane, say
from faults.next_version import make_next_version
from faults.rolling import RollingRun
from faults.run import carried_out

from deploy.local.home import ROOT
from deploy.topology import GATEWAY

pytestmark = pytest.mark.faults

PAUSE = 0.7
"""Of each browser, from one thing to the next: starting processes needs most of the machine."""
SOON = {"HEARTBEAT_SECONDS": "2"}
"""Streams tell by their heartbeats how far they are, and the end is waited for."""
SERVICES_FIRST = (*SERVICE_NAMES, GATEWAY.name)
GATEWAYS_FIRST = (GATEWAY.name, *SERVICE_NAMES)


def rolled(ground, order, folder):
    """The report's. In a soak it goes back as well, on tables that stay as they are, and forth again."""
    here = lane()
    versions = (make_next_version(folder), ROOT) * here.rounds
    run = RollingRun(ground, here.seed + 6, say)

    async def roll():
        for version in versions[: 2 * here.rounds - 1]:
            if version != ROOT:
                await run.migrate(version)
            await run.roll(version, order)

    report = asyncio.run(carried_out(run, roll, streams=1, pause=PAUSE))
    here.judge(f"rolling change, {order[0]} first", report)
    return report.figures


@pytest.fixture
def figures_of(any_ground, tmp_path):
    with any_ground(gateway=2, told=SOON) as ground:
        yield partial(rolled, ground, folder=tmp_path / "next version")


class TestNobodyNotices:
    def test_when_the_services_come_first(self, figures_of):
        figures = figures_of(SERVICES_FIRST)

        assert noticed(figures) == NOTHING
        assert all(figures["events_by"].values())

    def test_when_the_gateways_come_first(self, figures_of):
        figures = figures_of(GATEWAYS_FIRST)

        assert noticed(figures) == NOTHING
        assert figures["events_by"]["old_service"]
        assert figures["events_by"]["both_new"]


NOTHING = {"failed_after_one_retry": 0, "lost": 0, "duplicated": 0, "ended_by_themselves": {}, "resets": 0}


def noticed(figures):
    told = {**figures, **figures["delivered_once_per_stream"], "duplicated": figures["duplicated"]}
    return {name: told[name] for name in NOTHING}
