"""Why a stream ends, or is never opened; and that it does not end because the broker is away."""

import psycopg
import pytest
from support.gateways import Gateway
from support.people import Person
from support.streams import Browser, Stream
from support.waiting import eventually

from services.accounts.domain.sessions import ABSOLUTE

SOON_SECONDS = 15
"""Less than the gateway takes when there are many."""


def created(stream, contact):
    return stream.first("event", lambda event: event["data"].get("contact", {}).get("id") == contact["id"])


class TestWhoMayNot:
    def test_a_stranger(self, stack):
        with Stream(stack.address, {}) as stream:
            assert (stream.status, stream.problem["type"]) == (401, "/problems/not-signed-in")

    @pytest.mark.parametrize("query", [{"v": 2}, {"tab": "no tab\n"}])
    def test_a_browser_that_speaks_otherwise(self, ann, query):
        with Stream.of(ann, **query) as stream:
            assert (stream.status, stream.problem["type"]) == (400, "/problems/malformed")

    def test_a_person_with_too_many_open(self, ann):
        streams = [Stream.of(ann) for _ in range(8)]
        for stream in streams:
            stream.hello()
        with Stream.of(ann) as ninth:
            assert (ninth.status, ninth.problem["type"]) == (429, "/problems/too-many-streams")
            assert int(ninth.headers["Retry-After"]) > 0
        for stream in streams:
            stream.first("hb")
            assert not stream.ended.is_set()
            stream.close()
        eventually(lambda: Stream.of(ann).status == 200)

    def test_a_session_that_is_as_good_as_over(self, stack, ann, another_gateway):
        session_id = ann.get("/api/me").json()["session_id"]
        with psycopg.connect(stack.urls["administrator"]) as database:
            begun = "update accounts.sessions set created_at = now() - %s + interval '20 seconds' where id = %s"
            database.execute(begun, [ABSOLUTE, session_id])
        with another_gateway().stream(ann) as stream:
            assert stream.status == 401


class TestItEnds:
    def test_for_the_older_one_of_a_tab(self, ann):
        with Stream.of(ann, tab="one") as older, Stream.of(ann, tab="two") as other:
            older.hello()
            other.hello()
            with Stream.of(ann, tab="one") as newer:
                newer.first("hb")
                assert older.ends() == {"reason": "superseded", "retry_ms": 0}
                assert not other.ended.is_set()

    def test_with_the_session_on_every_gateway(self, ann, another_gateway, stack):
        with Person(stack, ann.name) as phone:
            phone.sign_in()
            with Stream.of(ann) as here, another_gateway().stream(ann) as there, Stream.of(phone) as phones:
                for stream in (here, there, phones):
                    stream.hello()
                ann.delete("/api/session")

                assert here.ends() == there.ends() == {"reason": "revoked", "retry_ms": 0}
                phones.first("hb")
                assert not phones.ended.is_set()
        with Stream.of(ann) as again:
            assert again.status == 401

    def test_for_a_person_who_is_deactivated_and_for_one_who_gets_another_role(self, founder, join):
        for edits, reason in (({"role": "admin"}, "reauth"), ({"active": False}, "revoked")):
            person = join()
            with Stream.of(person) as stream:
                stream.hello()
                founder.patch(f"/api/team/people/{person.id}", json=edits).raise_for_status()

                assert stream.ends()["reason"] == reason

    def test_by_the_clock_and_the_browser_misses_nothing(self, ann, founder, another_gateway):
        gateway = another_gateway(STREAM_MINUTES="0.01")
        with Browser(gateway.address, ann.cookies) as browser:
            eventually(lambda: browser.cursor)
            contacts = [founder.create() for _ in range(10)]
            eventually(lambda: len(browser.events) >= len(contacts))
            eventually(lambda: browser.connections > 3)

        assert [event["data"]["contact"]["id"] for event in browser.events] == [contact["id"] for contact in contacts]
        assert browser.repeated == browser.faults == browser.resets == browser.refusals == []

    def test_with_the_process_and_soon_when_there_are_few(self, ann, another_gateway):
        gateway = another_gateway()
        streams = [gateway.stream(ann) for _ in range(5)]
        for stream in streams:
            stream.hello()
        gateway.terminate()
        byes = [stream.ends() for stream in streams]

        assert {bye["reason"] for bye in byes} == {"deploy"}
        assert all(0 <= bye["retry_ms"] <= 4000 for bye in byes)
        assert gateway.process.child.wait(SOON_SECONDS) == 0
        assert all(stream.faults == [] for stream in streams)


class TestTheBroker:
    pytestmark = pytest.mark.faults

    def test_that_goes_away_closes_no_stream_and_loses_nothing(self, breakable, node):
        with Person(breakable, "Ann") as ann, Gateway(breakable, HEARTBEAT_SECONDS="1") as gateway:
            ann.found_team()
            with gateway.stream(ann) as stream:
                stream.hello()
                before = ann.create()
                created(stream, before)
                with node.away():
                    stream.first("hb", lambda beat: not beat["live"])
                contact = eventually(lambda: contact_of(ann.post("/api/contacts", json={"name": "Nils"})))
                created(stream, contact)
                beats = len(stream.all("hb"))
                eventually(lambda: any(beat["live"] for beat in stream.all("hb")[beats:]))

            assert not stream.bye
            assert stream.faults == []
            assert stream.all("reset") == []
            assert [frame.event for frame in stream.frames].count("hello") == 1


def contact_of(answer):
    return answer.json() if answer.is_success else None
