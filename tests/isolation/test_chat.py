"""Who is not in a private conversation learns nothing of it: not by a mention, nor after having been in it."""

from uuid import uuid4

import pytest
from isolation.answers import about_nothing, words
from isolation.chat import ANNS_WORDS, alone
from isolation.chat_recipes import THUMB
from isolation.people import Request
from isolation.world import ANNS_WORD, made
from support.conversations import CONVERSATIONS
from support.streams import Stream
from support.waiting import eventually

OF_ONE = [
    ("GET", "", None),
    ("PATCH", "", {"name": "boats"}),
    ("POST", "/members", {"person_ids": []}),
    ("DELETE", "/members", None),
    ("POST", "/join", None),
    ("POST", "/read", {"number": 0}),
    ("PUT", "/preferences", {"notify": "none"}),
    ("POST", "/typing", None),
    ("GET", "/messages", None),
    ("POST", "/messages", {"id": str(uuid4()), "text": "Hello"}),
    ("PATCH", "/messages/1", {"text": "Hi"}),
    ("DELETE", "/messages/1", None),
    ("PUT", f"/messages/1/reactions/{THUMB}", None),
    ("DELETE", f"/messages/1/reactions/{THUMB}", None),
]


def id_of(person) -> str:
    assert person.caller
    return str(person.caller.person_id)


@pytest.fixture(scope="module")
def former(world) -> str:
    """Where Ben was until Ann removed him."""
    world.wait_for_events()
    path = f"{CONVERSATIONS}/{alone(world)}"
    made(world.ann.post(f"{path}/members", {"person_ids": [id_of(world.ben)]}))
    made(world.ben.post(f"{path}/messages", {"id": str(uuid4()), "text": ANNS_WORDS}))
    assert world.ann.send(Request("DELETE", f"{path}/members/{id_of(world.ben)}")).is_success
    return path


class TestAFormerMember:
    @pytest.mark.parametrize(("method", "suffix", "body"), OF_ONE, ids=lambda part: str(part)[:30])
    def test_hears_what_they_would_hear_of_one_that_never_was(self, world, former, method, suffix, body):
        request = Request(method, former + suffix, body)
        answer = world.ben.send(request)

        assert answer.status_code == 404
        assert words(answer) == words(world.ben.send(about_nothing(request)))

    def test_finds_nothing_of_it_even_what_they_said(self, world, former):
        found = world.ben.get("/api/chat/search", q=ANNS_WORD)

        assert made(found) == {"items": [], "next_cursor": None}
        assert former.rpartition("/")[2] not in world.ben.get(CONVERSATIONS).text


class TestAMention:
    def test_of_who_is_not_in_it_tells_them_nothing_and_is_left_out(self, world):
        path = f"{CONVERSATIONS}/{alone(world)}"
        since = made(world.ben.get("/api/events"))["cursor"]
        mention = {"id": str(uuid4()), "text": ANNS_WORDS, "mentions": [id_of(world.ben)]}
        said = made(world.ann.post(f"{path}/messages", mention))
        open_one = made(world.ann.post(CONVERSATIONS, {"kind": "channel", "name": "boats"}))
        told = eventually(lambda: events_with(world.ben, since, open_one["id"]))

        assert said["mentions"] == []
        assert path.rpartition("/")[2] not in str(told)
        assert path.rpartition("/")[2] not in world.ben.get(CONVERSATIONS).text


def events_with(person, since: str, word: str) -> list[dict]:
    """As soon as the word is in them."""
    events = made(person.get("/api/events", since=since))["events"]
    return events if word in str(events) else []


class TestPresence:
    def test_is_told_to_the_team_alone_and_not_what_is_looked_at(self, world):
        conversation_id = str(alone(world))
        with Stream.of(world.ann.client) as stream:
            word = {"conn": stream.hello()["conn"], "visible": True, "conversation": conversation_id}
            assert world.ann.post("/api/stream/seen", word).is_success
            eventually(lambda: id_of(world.ann) in told_to(world.ben))

        assert conversation_id not in told_to(world.ben)
        assert id_of(world.ann) not in told_to(world.xena)


def told_to(person) -> str:
    return person.get("/api/chat/presence").text
