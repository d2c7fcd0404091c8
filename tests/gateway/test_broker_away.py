"""What people see while RabbitMQ is away, and that it passes by itself."""

import pytest
from support.people import Person
from support.waiting import eventually

from deploy.local.rabbitmq import START_SECONDS

pytestmark = pytest.mark.faults

LONGEST_ANSWER_SECONDS = 10
"""Twice the limit of the calls made here: the gateway's own work takes its time on a busy machine."""


class TestWhileTheBrokerIsAway:
    def test_requests_are_refused_in_time_and_answered_again_when_it_is_back(self, breakable, own_servers):
        broker = own_servers.rabbitmq.process
        with Person(breakable, "Ann") as ann:
            ann.found_team()
            contact = ann.create()
            broker.stop()
            usual, ann.timeout = ann.timeout, LONGEST_ANSWER_SECONDS
            answers = [
                ann.get("/api/contacts"),
                ann.patch(f"/api/contacts/{contact['id']}/settings", json={"status": "hot"}),
                ann.get("/api/me"),
                ann.get("/readyz"),
            ]
            live = ann.get("/livez")
            ann.timeout = usual
            broker.start()
            broker.wait_ready(START_SECONDS)
            eventually(lambda: ann.get("/readyz").is_success)
            back = eventually(lambda: success(ann.get("/api/contacts")))

        assert [answer.status_code for answer in answers] == [503] * len(answers)
        assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
        assert live.is_success
        assert contact["id"] in [item["id"] for item in back.json()["items"]]


def success(answer):
    return answer if answer.is_success else None
