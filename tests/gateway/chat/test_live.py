"""What happens in conversations reaches those who are in them, in order, in a whole system."""

import pytest
from support.conversations import at
from support.streams import Stream


def conversation_of(event):
    data = event["data"]
    for record in ("message", "member"):
        if record in data:
            return data[record]["conversation_id"]
    return data["conversation"]["id"] if "conversation" in data else data["conversation_id"]


def told_of(events, conversation):
    """What chat told of it."""
    return [event for event in events if event["service"] == "chat" and conversation_of(event) == conversation["id"]]


def is_said_in(conversation):
    return lambda event: event["type"] == "message_posted" and conversation_of(event) == conversation["id"]


@pytest.fixture
def work(begin, say, ann, ben):
    """A private conversation of Ann and Ben in which everything happens that can."""

    def work():
        group = begin(ann, ben)
        for text in ("One", "Two"):
            say(ann, group, text)
        ben.put(at(group, "messages", 1, "reactions", "👍")).raise_for_status()
        ann.patch(at(group, "messages", 1), json={"text": "First"}).raise_for_status()
        ann.delete(at(group, "messages", 2)).raise_for_status()
        ben.post(at(group, "read"), json={"number": 2}).raise_for_status()
        ben.put(at(group, "preferences"), json={"notify": "none"}).raise_for_status()
        ann.patch(at(group), json={"name": "Boats"}).raise_for_status()
        say(ben, group, "Last")
        return group

    return work


SHARED = [
    "conversation_changed",
    "message_posted",
    "message_posted",
    "message_changed",
    "message_changed",
    "message_changed",
    "conversation_changed",
    "message_posted",
]


class TestAPrivateConversation:
    def test_is_told_to_its_members_in_order_and_to_nobody_else(self, ann, ben, cara, begin, say, work):
        with Stream.of(ann) as anns, Stream.of(ben) as bens, Stream.of(cara) as caras:
            for stream in (anns, bens, caras):
                stream.hello()
            since = caras.cursor
            group = work()
            afterwards = begin(ann, ben, cara)
            say(ann, afterwards)
            for stream in (anns, bens, caras):
                stream.first("event", is_said_in(afterwards))

        told = [[event["type"] for event in told_of(stream.events, group)] for stream in (anns, bens)]
        assert told[0] == SHARED
        assert told[1] == [*SHARED[:-2], "read_mark_moved", "preferred", *SHARED[-2:]]
        assert told_of(caras.events, group) == []
        assert told_of(cara.get("/api/events", params={"since": since}).json()["events"], group) == []

    def test_is_told_to_nobody_from_the_moment_they_are_removed(self, ann, ben, cara, everybody, begin, say):
        group, afterwards = begin(ann, ben, cara), begin(ann, cara)
        with Stream.of(ben) as bens, Stream.of(cara) as caras:
            for stream in (bens, caras):
                stream.hello()
            since = caras.cursor
            say(ann, group, "Before")
            ann.delete(at(group, "members", everybody[cara])).raise_for_status()
            say(ann, group, "After", mentions=[everybody[cara]])
            ann.patch(at(group, "messages", 1), json={"text": "Edited"}).raise_for_status()
            say(ann, afterwards)
            caras.first("event", is_said_in(afterwards))
            bens.first("event", lambda event: event["type"] == "message_changed")

        for events in (caras.events, cara.get("/api/events", params={"since": since}).json()["events"]):
            assert [event["type"] for event in told_of(events, group)] == ["message_posted", "conversation_left"]
        assert [event["type"] for event in told_of(bens.events, group)] == [
            "message_posted",
            "conversation_changed",
            "message_posted",
            "message_changed",
        ]

    def test_is_told_to_who_joins_from_then_on(self, ann, ben, cara, everybody, begin, say):
        group = begin(ann, ben)
        with Stream.of(cara) as caras:
            caras.hello()
            say(ann, group, "Before")
            ann.post(at(group, "members"), json={"person_ids": [everybody[cara]]}).raise_for_status()
            say(ann, group, "After")
            caras.first("event", is_said_in(group))

        came, said = told_of(caras.events, group)
        assert (came["type"], came["data"]["conversation"]["me"]) == ("conversation_changed", None)
        assert said["data"]["message"]["text"] == "After"
