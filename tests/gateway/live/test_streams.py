"""One browser's stream, and how it goes on: on this gateway, on another, after it was away."""

import httpx
from support.streams import Stream, positions_of
from support.waiting import eventually


def contacts_of(stream):
    return [event["data"]["contact"]["id"] for event in stream.events if event["type"] == "contact_created"]


def heard(stream, contact):
    return stream.first("event", lambda event: event["data"].get("contact", {}).get("id") == contact["id"])


class TestAStream:
    def test_says_what_it_is_before_anything_else(self, ann):
        with Stream.of(ann) as stream:
            hello = stream.hello()

        assert stream.status == 200
        assert stream.headers["Content-Type"] == "text/event-stream"
        assert stream.headers["Cache-Control"] == "no-store"
        assert stream.headers["X-Accel-Buffering"] == "no"
        assert stream.headers["X-Content-Type-Options"] == "nosniff"
        assert stream.frames[0].event == "hello"
        assert set(hello) == {"conn", "heads", "epoch", "resumed", "hb"}
        assert set(hello["heads"]) == {"accounts", "chat", "contacts", "push", "settings"}
        assert (hello["resumed"], hello["hb"]) == (False, 1)
        assert stream.frames[0].id.startswith(f"{hello['epoch']};accounts:")

    def test_tells_what_a_colleague_does(self, ann, founder):
        with Stream.of(ann) as stream:
            stream.hello()
            contact = founder.create()
            event = heard(stream, contact)

        assert set(event) == {"n", "service", "position", "event_id", "type", "at", "data"}
        assert (event["n"], event["service"], event["type"]) == (1, "contacts", "contact_created")
        assert event["data"]["contact"]["name"] == contact["name"]
        assert stream.faults == []

    def test_tells_nobody_else_what_somebody_plans(self, ann, founder):
        contact = founder.create()
        with Stream.of(ann) as anns, Stream.of(founder) as founders:
            anns.hello()
            founders.hello()
            ann.plan(contact, follow_up_note="Call Nils")
            anns.first("event", lambda event: event["type"] == "personal_settings_changed")
            head = positions_of(anns.cursor)["settings"]
            eventually(lambda: positions_of(founders.cursor)["settings"] >= head)

        assert [event for event in founders.events if event["service"] == "settings"] == []

    def test_of_a_quiet_person_moves_on_by_its_heartbeats(self, ann, founder):
        contact = founder.create()
        with Stream.of(ann) as stream:
            began = stream.hello()["heads"]["settings"]
            founder.plan(contact, follow_up_note="Nobody else's")
            stream.first("hb", lambda beat: beat["heads"]["settings"] > began)

        assert stream.events == []
        assert positions_of(stream.cursor)["settings"] > began
        assert all(set(beat) == {"heads", "n", "live", "t"} and beat["live"] for beat in stream.all("hb"))

    def test_names_a_record_that_is_too_large_to_be_told(self, ann, founder):
        with Stream.of(ann) as stream:
            stream.hello()
            contact = founder.create(notes="ä" * 5_000)
            event = heard(stream, contact)

        assert event["data"] == {"contact": {"kind": "contact", "id": contact["id"], "version": 1}}

    def test_begins_with_padding_for_a_proxy_that_holds_back(self, stack, ann):
        address = f"{stack.address}/api/stream"
        with httpx.stream("GET", address, params={"pad": "1"}, cookies=dict(ann.cookies)) as answer:
            first = next(answer.iter_bytes())

        assert first.startswith(b": ")
        assert first.index(b"event: hello") == 2048


class TestWhoComesBack:
    def test_goes_on_where_it_was_without_a_gap_or_a_repeat_from_every_point(self, ann, founder):
        with Stream.of(ann) as whole:
            whole.hello()
            contacts = [founder.create() for _ in range(6)]
            heard(whole, contacts[-1])
        cursors = [frame.id for frame in whole.frames if frame.event in ("hello", "event")]

        for seen, cursor in enumerate(cursors):
            with Stream.of(ann, since=cursor) as again:
                if seen < len(contacts):
                    heard(again, contacts[-1])
                again.first("hb")
            assert again.hello()["resumed"]
            assert contacts_of(again) == [contact["id"] for contact in contacts[seen:]]
            assert again.faults == []

    def test_is_believed_by_the_header_before_the_address(self, ann, founder):
        with Stream.of(ann) as first:
            first.hello()
            before = first.cursor
            contact = founder.create()
            heard(first, contact)
        with Stream.of(ann, since=first.cursor, last_event_id=before) as again:
            assert heard(again, contact)

    def test_may_have_been_told_more_than_this_gateway_has_heard(self, ann, founder, another_gateway):
        other = another_gateway()
        with Stream.of(ann) as first, other.halted():
            first.hello()
            heard(first, founder.create())
        with other.stream(ann, since=first.cursor) as again:
            again.hello()
            later = founder.create()
            heard(again, later)
            again.first("hb", lambda beat: beat["n"] == 1)

        assert contacts_of(again) == [later["id"]]
        assert again.all("reset") == []
        assert again.faults == []

    def test_misses_nothing_that_happens_while_it_comes(self, ann, founder):
        with Stream.of(ann) as first:
            first.hello()
        cursor, contacts, seen = first.cursor, [], []
        for _ in range(20):
            with Stream.of(ann, since=cursor) as stream:
                contacts.append(founder.create())
                stream.hello()
            cursor = stream.cursor
            seen += contacts_of(stream)
            assert stream.faults == []
        with Stream.of(ann, since=cursor) as last:
            last.first("hb")
        seen += contacts_of(last)

        assert seen == [contact["id"] for contact in contacts]


class TestAReset:
    def reset_of(self, stream):
        reset = stream.first("reset")
        frame = next(frame for frame in stream.frames if frame.event == "reset")
        assert frame.id == stream.cursor or positions_of(frame.id)
        return reset["reason"], set(reset["services"])

    def test_of_all_when_the_cursor_cannot_be_read(self, ann):
        for cursor in ("", "rubbish", "a;contacts:x", "a;contacts:1," * 100):
            with Stream.of(ann, since=cursor) as stream:
                assert stream.hello()["resumed"] is False
                assert self.reset_of(stream) == ("bad_cursor", {"accounts", "chat", "contacts", "push", "settings"})

    def test_of_all_when_the_database_was_restored(self, ann):
        with Stream.of(ann) as first:
            first.hello()
        epoch, _, positions = first.cursor.partition(";")
        with Stream.of(ann, since=f"x{epoch}"[:32] + f";{positions}") as stream:
            assert self.reset_of(stream) == ("epoch", {"accounts", "chat", "contacts", "push", "settings"})

    def test_of_a_service_that_the_cursor_does_not_know(self, ann):
        with Stream.of(ann) as first:
            first.hello()
        epoch, _, positions = first.cursor.partition(";")
        known = ",".join(pair for pair in positions.split(",") if not pair.startswith("settings"))
        with Stream.of(ann, since=f"{epoch};{known}") as stream:
            assert stream.hello()["resumed"]
            assert self.reset_of(stream) == ("new_service", {"settings"})

    def test_not_of_a_service_that_is_no_more(self, ann):
        with Stream.of(ann) as first:
            first.hello()
        epoch, _, positions = first.cursor.partition(";")
        with Stream.of(ann, since=f"{epoch};{positions},zebra:7") as stream:
            stream.first("hb")

        assert stream.all("reset") == []

    def test_of_a_service_that_never_came_so_far(self, ann):
        with Stream.of(ann) as first:
            first.hello()
        positions = positions_of(first.cursor) | {"contacts": 10**9}
        cursor = ",".join(f"{service}:{position}" for service, position in sorted(positions.items()))
        with Stream.of(ann, since=f"{first.hello()['epoch']};{cursor}") as stream:
            assert self.reset_of(stream) == ("ahead", {"contacts"})

    def test_leads_to_where_the_stream_goes_on(self, ann, founder):
        with Stream.of(ann, since="rubbish") as first:
            first.first("reset")
        contact = founder.create()
        with Stream.of(ann, since=first.cursor) as again:
            assert heard(again, contact)
            assert again.hello()["resumed"]

    def test_comes_again_to_whoever_was_cut_off_before_it(self, ann):
        with Stream.of(ann, since="rubbish") as first:
            first.first("reset")
        hello = first.frames[0]
        with Stream.of(ann, since=hello.id) as again:
            assert set(again.first("reset")["services"]) | set(self.all_resets(again)) == set(first.hello()["heads"])

    def all_resets(self, stream):
        stream.first("hb")
        return [service for reset in stream.all("reset") for service in reset["services"]]
