"""While the broker is away a change is refused in time, and nothing hangs; when it is back, all of it comes through."""

import random
import time

import httpx
import pytest
from faults.people import make_people
from psycopg import sql
from support.waiting import eventually

from deploy.local.rabbitmq import START_SECONDS
from deploy.topology import SERVICES

pytestmark = pytest.mark.faults

LONGEST_ANSWER_SECONDS = 10
"""Twice the limit of one call: the gateway's own work takes its time on a busy machine."""


class TestWhileTheBrokerIsAway:
    def test_a_change_is_refused_in_time_and_may_be_asked_again(self, single):
        [ann] = make_people(single, random.Random(1), in_a_team=1, teams=1)
        broker = single.rabbitmq.process
        with httpx.Client(base_url=single.system.address, headers=ann.headers, timeout=30) as client:
            contact = client.post("/api/contacts", json={"name": "Bo"}).raise_for_status().json()
            asks = [
                ("POST", "/api/contacts", {"name": "Eva"}),
                ("PATCH", f"/api/contacts/{contact['id']}/settings", {"status": "hot"}),
                ("POST", f"/api/contacts/{contact['id']}/call-logs", {"outcome": "connected"}),
            ]
            broker.stop()
            try:
                answers = [timed(client, number, *ask) for number, ask in enumerate(asks)]
            finally:
                broker.start()
                broker.wait_ready(START_SECONDS)
            again = [
                eventually(lambda number=number, ask=ask: succeeded(timed(client, number, *ask)[0]))
                for number, ask in enumerate(asks)
            ]
            eventually(lambda: not any(lags(single).values()))

        assert [answer.status_code for answer, _ in answers] == [503] * len(asks)
        assert all(int(answer.headers["Retry-After"]) > 0 for answer, _ in answers)
        assert max(took for _, took in answers) < LONGEST_ANSWER_SECONDS
        assert len(again) == len(asks)


def timed(client, number, method, path, body):
    began = time.monotonic()
    answer = client.request(method, path, json=body, headers={"Idempotency-Key": f"away-{number}"})
    return answer, time.monotonic() - began


def succeeded(answer):
    return answer if answer.is_success else None


def lags(ground):
    """By service, how many of its events are not published, and how many a listener has not applied."""
    with ground.database() as database:
        found = {}
        for service in SERVICES:
            waiting = sql.SQL("select count(*) - (select published from {}) from {}")
            waiting = waiting.format(
                sql.Identifier(service.name, "journal_head"), sql.Identifier(service.name, "journal")
            )
            found[service.name] = database.execute(waiting).fetchone()[0]
        for source, listener in ((source, service) for service in SERVICES for source in service.listens):
            behind = sql.SQL("select (select head from {}) - position from {} where source = %s")
            behind = behind.format(sql.Identifier(source, "journal_head"), sql.Identifier(listener.name, "listeners"))
            found[source] += database.execute(behind, [source]).fetchone()[0]
    return found
