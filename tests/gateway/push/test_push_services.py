"""What push services answer, and what becomes of rings and devices then."""

import time
import urllib.request
from email.utils import formatdate
from pathlib import Path

import psycopg
import pytest
from support.canary import canary
from support.hostile_endpoints import LOCAL, hostile_endpoints
from support.push import SUBSCRIPTIONS, as_browsers_tell, devices_of

from deploy.local.stack import Stack
from services.push.domain.endpoints import LONGEST_ENDPOINT


@pytest.fixture
def ring(ben):
    """`ring(phone)`: its own test."""
    return lambda device: ben.post(f"{SUBSCRIPTIONS}/{device.id}/test").raise_for_status()


@pytest.fixture
def administrator(stack: Stack):
    with psycopg.connect(stack.urls["administrator"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def rested(administrator, other_push_server, settled):
    """The other push service is let rest no more, and forgiven."""
    yield
    other_push_server.devices.clear()
    time_of_rest = "select coalesce(max(paused_until), now()) <= now() from push.origins where origin = %s"
    settled(lambda: administrator.execute(time_of_rest, [other_push_server.origin]).fetchone()[0])


class TestAnswers:
    @pytest.mark.parametrize("status", [404, 410])
    def test_of_a_device_that_is_no_more_removes_it_and_tells_its_person(
        self, ben, subscribe, ring, state_of, settled, status
    ):
        phone, other = subscribe(ben), subscribe(ben)
        phone.reply(status)

        ring(phone)

        settled(lambda: phone.id not in devices_of(ben))
        assert state_of(phone) == ["gone"]
        assert other.id in devices_of(ben)

    @pytest.mark.parametrize("status", [400, 401, 403])
    def test_of_our_own_fault_keeps_the_device(self, ben, subscribe, ring, state_of, settled, status):
        phone = subscribe(ben)
        phone.reply(status, body=b'{"reason":"BadJwtToken"}')

        ring(phone)

        settled(lambda: state_of(phone) == ["refused"])
        kept = devices_of(ben)[phone.id]
        assert (kept["failures"], kept["is_outdated"]) == (1, False)

    def test_of_another_key_has_the_device_made_anew(self, ben, subscribe, ring, settled):
        phone = subscribe(ben)
        phone.reply(403, body=b'{"reason":"VapidPkHashMismatch"}')

        ring(phone)

        settled(lambda: devices_of(ben)[phone.id]["is_outdated"])

    def test_of_too_much_is_followed_by_the_least(self, ann, ben, begin, say, subscribe, state_of, settled):
        group = begin(ann, ben)
        phone = subscribe(ben)
        phone.reply(413)

        say(ann, group, "Much")

        settled(lambda: state_of(phone) == ["sent"])
        first, second = (ring.notification for ring in phone.arrived)
        assert (first["body"], second["body"]) == ("Much", "New message")
        assert first["data"] == second["data"]

    def test_that_lead_elsewhere_are_not_followed(self, ben, subscribe, ring, state_of, settled, other_push_server):
        phone, elsewhere = subscribe(ben), other_push_server.device()
        phone.reply(307, {"Location": elsewhere.endpoint})

        ring(phone)

        settled(lambda: state_of(phone) == ["refused"])
        assert elsewhere.arrived == elsewhere.refusals == []

    def test_that_fail_are_tried_again_with_what_leads_to_the_same_place(self, ben, subscribe, ring, state_of, settled):
        phone = subscribe(ben)
        phone.reply(500)

        ring(phone)

        settled(lambda: state_of(phone) == ["sent"])
        assert len({one.notification["data"]["push_id"] for one in phone.arrived}) == 1
        assert [one.status for one in phone.arrived] == [500, 201]

    @pytest.mark.usefixtures("rested")
    @pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "a date"])
    def test_that_ask_for_patience_delay_that_push_service_alone(
        self, ben, subscribe, ring, other_push_server, push_server, state_of, settled, as_date
    ):
        slow, quick = subscribe(ben, other_push_server), subscribe(ben)
        began = time.monotonic()
        slow.reply(429, {"Retry-After": formatdate(time.time() + 4, usegmt=True) if as_date else "3"})
        ring(slow)
        settled(lambda: slow.arrived)

        ring(quick)
        push_server.first(quick)
        in_the_meantime = len(slow.arrived)
        settled(lambda: state_of(slow) == ["sent"])

        assert in_the_meantime == 1
        assert time.monotonic() - began > 2


class TestAPushServiceThatIsNoGood:
    @pytest.mark.usefixtures("rested")
    def test_and_never_stops_talking_is_cut_and_delays_nobody_else(
        self, ben, subscribe, ring, other_push_server, push_server, state_of, settled
    ):
        slow, quick = subscribe(ben, other_push_server), subscribe(ben)
        slow.reply(201, body=b"x" * 1_000, seconds=1)

        ring(slow)
        settled(lambda: slow.arrived)
        ring(quick)
        push_server.first(quick)

        assert state_of(slow) == ["waiting"]
        settled(lambda: state_of(slow) == ["sent"])

    def test_and_sends_a_gigabyte_is_read_no_further_than_needed(self, ben, subscribe, ring, state_of, settled, stack):
        phone = subscribe(ben)
        phone.reply(201, body=b"x" * (1 << 30))
        pid = stack.processes["push"].pid
        before = resident(pid)

        ring(phone)

        settled(lambda: state_of(phone) == ["sent"])
        assert resident(pid) - before < 64 << 20

    @pytest.mark.usefixtures("rested")
    def test_and_is_away_for_half_an_hour_loses_nothing(
        self, ann, ben, begin, say, subscribe, other_push_server, state_of, settled, administrator
    ):
        group, direct = begin(ann, ben), begin(ann, ben, kind="direct")
        phones = [subscribe(ben, other_push_server) for _ in range(3)]
        other_push_server.go_away()
        try:
            for number in range(4):
                say(ann, group if number % 2 else direct, f"While it was away {number}")
            attempts = "select count(*) from push.deliveries where origin = %s and attempts > 0 and state = 'waiting'"
            settled(lambda: administrator.execute(attempts, [other_push_server.origin]).fetchone()[0] >= 5)
            administrator.execute(
                "update push.deliveries set at = at - interval '30 minutes', due_at = due_at - interval '30 minutes'"
                " where origin = %s and state = 'waiting' and held_by is null",
                [other_push_server.origin],
            )
        finally:
            other_push_server.come_back()

        for phone in phones:
            settled(lambda phone=phone: state_of(phone) == ["sent"] * 4)
            assert len({one.notification["data"]["push_id"] for one in phone.shown}) == 4

    @pytest.mark.usefixtures("rested")
    def test_and_stays_away_ends_what_is_no_news_any_more(
        self, ann, ben, begin, say, subscribe, other_push_server, state_of, settled, administrator
    ):
        group = begin(ann, ben)
        phone = subscribe(ben, other_push_server)
        other_push_server.go_away()
        try:
            say(ann, group)
            settled(lambda: state_of(phone) == ["waiting"])
            administrator.execute(
                "update push.deliveries set at = at - interval '4 hours', due_at = now() where subscription_id = %s",
                [phone.id],
            )
            settled(lambda: state_of(phone) == ["expired"])
        finally:
            other_push_server.come_back()


def resident(pid: int) -> int:
    """Bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4_096


class TestSecrets:
    def test_stand_in_no_log_and_no_metric(
        self, ann, ben, begin, say, subscribe, ring, state_of, settled, stack: Stack
    ):
        phone = subscribe(ben, label="Bens Pixel")
        phone.reply(410)
        say(ann, begin(ann, ben), "Nobody reads this in a log")
        settled(lambda: state_of(phone) == ["gone"])

        told = (stack.home.logs / "push.log").read_text() + metrics_of(stack)

        secrets = (phone.path, phone.origin, *phone.keys.values(), "Nobody reads this", "Bens Pixel")
        assert [secret for secret in secrets if secret in told] == []
        assert 'qero_push_deliveries_total{state="gone"}' in told


def metrics_of(stack: Stack) -> str:
    port = stack.system.metrics_ports["push"]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return answer.read().decode()


class TestHostileEndpoints:
    def test_are_refused_when_they_are_told_and_when_they_would_be_rung(self, ben, push_server, administrator, settled):
        """As an operator finds them who lets fewer push services than before."""
        with canary() as (port, connected):
            hostile = hostile_endpoints([*LOCAL, f"127.0.0.1:{port}", f"localhost:{port}"])
            told = as_browsers_tell(ben, push_server.device())
            answers = {ben.post(SUBSCRIPTIONS, json={**told, "endpoint": one}).status_code for one in hostile}
            kept = [one for one in hostile if len(one) <= LONGEST_ENDPOINT and "\0" not in one and "\\" not in one]
            for endpoint in dict.fromkeys(kept):
                administrator.execute(KEPT, {**told, **told["keys"], "endpoint": endpoint, "person": ben.id})
            administrator.execute(RUNG)

            states = "select count(*) filter (where state = 'refused'), count(*) from push.deliveries where origin = %s"
            settled(lambda: len(set(administrator.execute(states, [HOSTILE]).fetchone())) == 1)
            administrator.execute("delete from push.subscriptions where origin = %s", [HOSTILE])

        assert (len(hostile) >= 150, answers) == (True, {422, 400})
        assert connected == []


HOSTILE = "https://hostile.example"
KEPT = """
    insert into push.subscriptions (team_id, id, person_id, session_id, endpoint, p256dh, auth, origin, public_key,
        label, platform, language)
    select people.team_id, gen_random_uuid(), people.id, gen_random_uuid(), %(endpoint)s, %(p256dh)s, %(auth)s,
        'https://hostile.example', %(public_key)s, '', '', 'en'
    from accounts.people where id = %(person)s
"""
RUNG = """
    insert into push.deliveries (team_id, person_id, subscription_id, event_id, origin, what, at)
    select team_id, person_id, id, gen_random_uuid(), origin, 'test', now()
    from push.subscriptions where origin = 'https://hostile.example'
"""
