"""The stream's events by asking for them, and the word of who is there."""

import threading
import time

import httpx
from support.streams import Stream, positions_of
from support.waiting import eventually

from gateway.routes.live import LONGEST_WAIT


def events(person, **asked):
    return person.get("/api/events", params=asked).raise_for_status().json()


class TestAskingForEvents:
    def test_begins_now_without_a_cursor(self, ann):
        page = events(ann)

        assert set(page) == {"events", "cursor", "heads", "resets"}
        assert (page["events"], page["resets"]) == ([], [])
        assert positions_of(page["cursor"]) == page["heads"]

    def test_tells_what_the_stream_tells(self, ann, founder):
        with Stream.of(ann) as stream:
            stream.hello()
            cursor = stream.cursor
            contact = founder.create(notes="x" * 9_000)
            ann.plan(contact, status="hot")
            stream.first("event", lambda event: event["type"] == "personal_settings_changed")
        page = events(ann, since=cursor)

        told = sorted(page["events"], key=lambda event: event["event_id"])
        streamed = [{name: event[name] for name in event if name != "n"} for event in stream.events]
        assert told == sorted(streamed, key=lambda event: event["event_id"])
        assert events(ann, since=page["cursor"])["events"] == []

    def test_goes_on_page_by_page(self, ann, founder):
        cursor = events(ann)["cursor"]
        contacts = [founder.create() for _ in range(5)]
        eventually(lambda: len(events(ann, since=cursor)["events"]) == 5)
        seen = []
        while page := events(ann, since=cursor, limit=2)["events"]:
            seen += [event["data"]["contact"]["id"] for event in page]
            assert len(page) <= 2
            cursor = events(ann, since=cursor, limit=2)["cursor"]

        assert seen == [contact["id"] for contact in contacts]

    def test_says_what_cannot_be_proved(self, ann):
        page = events(ann, since="rubbish")

        assert page["resets"] == [
            {"services": ["accounts", "chat", "contacts", "push", "settings"], "reason": "bad_cursor"}
        ]
        assert events(ann, since=page["cursor"])["resets"] == []

    def test_tells_a_colleague_nothing_of_what_is_personal(self, ann, founder):
        cursor = events(founder)["cursor"]
        contact = founder.create()
        ann.plan(contact, status="hot")
        position = eventually(lambda: settings_position(events(ann, since=cursor)))
        page = eventually(lambda: reached(events(founder, since=cursor), position))

        assert contact["id"] in [event["data"].get("contact", {}).get("id") for event in page["events"]]
        assert "settings" not in [event["service"] for event in page["events"]]

    def test_waits_until_something_happens(self, ann, founder):
        cursor = events(ann)["cursor"]
        pages = []
        asking = threading.Thread(target=lambda: pages.append(events(ann, since=cursor, wait=25)))
        asking.start()
        contact = founder.create()
        asking.join()

        [page] = pages
        assert [event["data"]["contact"]["id"] for event in page["events"]] == [contact["id"]]

    def test_waits_no_longer_than_asked(self, founder, join):
        cursor = events(founder)["cursor"]
        ann = join()
        # What is told of her coming is told before.
        eventually(lambda: ann.id in str(events(founder, since=cursor)["events"]))
        began = time.monotonic()
        page = events(ann, wait=1)

        assert page["events"] == []
        assert 1 <= time.monotonic() - began < LONGEST_WAIT

    def test_waits_for_nobody_whose_session_has_ended(self, ann, stack):
        with httpx.Client(base_url=stack.address, cookies=dict(ann.cookies), timeout=30) as poller:
            answers = []
            asking = threading.Thread(target=lambda: answers.append(poller.get("/api/events", params={"wait": 25})))
            asking.start()
            ann.delete("/api/session").raise_for_status()
            asking.join()

        assert [answer.status_code for answer in answers] == [401]


def settings_position(page):
    return next((event["position"] for event in page["events"] if event["service"] == "settings"), None)


def reached(page, position):
    return page if page["heads"]["settings"] >= position else None


class TestSeen:
    def test_is_told_to_colleagues_on_every_gateway(self, ann, founder, another_gateway):
        with Stream.of(ann) as anns, Stream.of(founder) as here, another_gateway().stream(founder) as there:
            conn = anns.hello()["conn"]
            here.hello()
            there.hello()
            word = {"conn": conn, "cursor": anns.cursor, "visible": True, "conversation": None}
            assert ann.post("/api/stream/seen", json=word).status_code == 204
            told = [stream.first("ephemeral", is_of(ann)) for stream in (here, there)]
            anns.first("hb")

        assert told[0] == told[1]
        assert (told[0]["type"], told[0]["visible"]) == ("presence", True)
        assert set(told[0]) == {"type", "person_id", "visible", "at"}
        assert anns.all("ephemeral") == []

    def test_is_not_taken_of_another_persons_stream(self, ann, founder):
        with Stream.of(ann) as anns:
            word = {"conn": anns.hello()["conn"], "visible": True}

            assert founder.post("/api/stream/seen", json=word).status_code == 404
            assert founder.post("/api/stream/seen", json=word | {"conn": "rubbish"}).status_code == 404


def is_of(person):
    person_id = person.id
    return lambda told: told["person_id"] == person_id
