"""The devices of a person: theirs to see, to name and to remove, and nobody else's."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from support.people import Person
from support.push import SUBSCRIPTIONS, as_browsers_tell, devices_of

from contracts.push import MOST_SUBSCRIPTIONS


def fields_of(answer: httpx.Response) -> list[str]:
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY, answer.text
    return [error["field"] for error in answer.json()["errors"]]


@pytest.fixture
def dora(ann: Person) -> Iterator[Person]:
    """Somebody new."""
    with ann.invite(f"Dora{uuid4().hex[:8]}", "member") as dora:
        yield dora


class TestSubscribing:
    def test_makes_a_device_of_the_session_and_tells_nothing_that_rings_it(self, dora, push_server):
        device = push_server.device()
        told = as_browsers_tell(dora, device, label="  Pixel 9\n", platform="Android", language="sv")

        answer = dora.post(SUBSCRIPTIONS, json=told)

        kept = answer.json()
        assert (answer.status_code, answer.headers["Location"]) == (201, f"{SUBSCRIPTIONS}/{kept['id']}")
        assert (kept["label"], kept["platform"], kept["language"]) == ("Pixel 9", "Android", "sv")
        assert (kept["is_here"], kept["is_outdated"], kept["last_received_at"]) == (True, False, None)
        assert devices_of(dora) == {kept["id"]: kept}
        assert not any(secret in answer.text for secret in (device.endpoint, *device.keys.values()))

    def test_again_with_the_same_endpoint_is_the_same_device(self, dora, push_server):
        told = as_browsers_tell(dora, push_server.device())

        first, again = (dora.post(SUBSCRIPTIONS, json={**told, "label": label}).json() for label in ("one", "two"))

        assert [one["label"] for one in devices_of(dora).values()] == ["two"]
        assert first["id"] == again["id"]

    def test_with_anothers_browser_takes_it_over(self, ann, dora, push_server):
        device = push_server.device()
        before = ann.post(SUBSCRIPTIONS, json=as_browsers_tell(ann, device)).json()

        dora.post(SUBSCRIPTIONS, json=as_browsers_tell(dora, device)).raise_for_status()

        assert len(devices_of(dora)) == 1
        assert before["id"] not in devices_of(ann)

    def test_in_the_place_of_another_one_removes_that(self, dora, push_server):
        old, new = push_server.device(), push_server.device()
        dora.post(SUBSCRIPTIONS, json=as_browsers_tell(dora, old)).raise_for_status()

        kept = dora.post(SUBSCRIPTIONS, json=as_browsers_tell(dora, new, replaces=old.endpoint)).json()

        assert list(devices_of(dora)) == [kept["id"]]

    def test_with_more_devices_than_a_person_may_have_is_refused(self, dora, push_server):
        for _ in range(MOST_SUBSCRIPTIONS):
            dora.post(SUBSCRIPTIONS, json=as_browsers_tell(dora, push_server.device())).raise_for_status()

        answer = dora.post(SUBSCRIPTIONS, json=as_browsers_tell(dora, push_server.device()))

        assert (answer.status_code, answer.json()["limit"]) == (409, MOST_SUBSCRIPTIONS)
        assert answer.json()["type"] == "/problems/too-many-subscriptions"

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"endpoint": "https://169.254.169.254/latest/x.google.com/"}, ["endpoint"]),
            ({"endpoint": "https://web.push.apple.com/" + "x" * 2_048}, ["endpoint"]),
            ({"keys": {"p256dh": "BA", "auth": "AA"}}, ["keys.p256dh", "keys.auth"]),
            ({"keys": {"p256dh": "A" * 87, "auth": "A" * 22}}, ["keys.p256dh"]),
            ({"keys": {"p256dh": "!", "auth": "A" * 22}}, ["keys.p256dh"]),
            ({"public_key": "B" * 87}, ["public_key"]),
            ({"label": "x" * 101}, ["label"]),
            ({"label": "a\u202eb"}, ["label"]),
            ({"language": "tlh"}, ["language"]),
            ({"expirationTime": None}, ["expirationTime"]),
        ],
    )
    def test_with_what_rings_nothing_names_the_field(self, dora, push_server, fields, wrong):
        told = as_browsers_tell(dora, push_server.device())

        assert fields_of(dora.post(SUBSCRIPTIONS, json={**told, **fields})) == wrong
        assert devices_of(dora) == {}


class TestRemoving:
    def test_a_device_of_ones_own_ends_its_ringing(self, ann, ben, begin, subscribe, say, push_server):
        kept, gone = subscribe(ben), subscribe(ben)

        assert ben.delete(f"{SUBSCRIPTIONS}/{gone.id}").status_code == 204
        say(ann, begin(ann, ben), "Hello")

        assert [ring.notification["body"] for ring in push_server.first(kept)] == ["Hello"]
        assert (list(devices_of(ben)), gone.arrived) == ([kept.id], [])
        assert ben.delete(f"{SUBSCRIPTIONS}/{gone.id}").status_code == 404

    def test_anothers_is_as_if_there_were_none(self, ann, dora, subscribe):
        device = subscribe(dora)

        for asked in (ann.delete, lambda path: ann.post(f"{path}/test")):
            assert asked(f"{SUBSCRIPTIONS}/{device.id}").status_code == 404
        assert list(devices_of(dora)) == [device.id]

    def test_a_session_removes_the_devices_of_that(self, dora, subscribe, settled):
        kept = subscribe(dora)
        with dora.another_browser() as elsewhere:
            elsewhere.sign_in().raise_for_status()
            gone = subscribe(elsewhere)
            assert [devices_of(dora)[one.id]["is_here"] for one in (kept, gone)] == [True, False]

            elsewhere.delete("/api/session").raise_for_status()

        settled(lambda: gone.id not in devices_of(dora))
        assert list(devices_of(dora)) == [kept.id]

    def test_a_deactivated_person_removes_all_of_theirs(self, ann, dora, subscribe, settled, subscriptions_kept):
        device, person_id = subscribe(dora), dora.id

        ann.patch(f"/api/team/people/{person_id}", json={"active": False}).raise_for_status()

        settled(lambda: device.id not in subscriptions_kept())
