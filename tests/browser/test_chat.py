"""Two people with a browser each talk, with a network and without; and read what was said, whatever it is made of."""

from uuid import uuid4

import pytest
from support.conversations import at, begun
from support.hostile import keepable

HOSTILE_TEXTS = 1_000
MOST_ROWS = 200


@pytest.fixture
def direct(ann, another):
    """Of the two. What was said in it before is read by both."""
    made = begun(ann, "direct", another)
    for person in (ann, another):
        person.post(at(made, "read"), json={"number": made["last_number"]}).raise_for_status()
    return made


@pytest.fixture
def group(ann, another):
    return begun(ann, "group", another)


def said(person, conversation):
    page = person.get(at(conversation, "messages"), params={"limit": 200}).raise_for_status().json()
    return [message["text"] for message in page["items"]]


def test_two_people_hear_each_other_at_once_and_see_what_they_have_not_read(journey, ann, another, direct):
    seen = journey("chat", ANN=ann, BEN=another, CONVERSATION=direct["id"])

    assert seen["heardByBen"] == ["Shall I call the boatyard?"]
    assert seen["heardByAnn"] == ["Shall I call the boatyard?", "Please do."]
    assert (seen["unread"], seen["mentioned"]) == ("2", 1)
    assert seen["onTheIcon"][-3:] == [1, 2, 0]
    assert seen["afterTheLine"] == ["They want twelve.", f"Right, @{another.name} ?"]
    assert (seen["edited"], seen["troubles"]) == (1, [])


def test_what_is_written_without_a_network_is_sent_once_in_its_order_whatever_is_lost(journey, ann, another, group):
    seen = journey("chat-offline", ANN=ann, BEN=another, CONVERSATION=group["id"])

    written = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"]
    assert (seen["waiting"], seen["lost"]) == (3, 2)
    assert seen["refused"].startswith("Not sent. Not today.")
    assert seen["heard"] == written
    assert said(another, group) == written


def test_whatever_is_said_is_shown_as_text_and_stays_where_it_is_while_more_is_loaded(
    journey, ann, another, at_ease, group
):
    speaking = at_ease(another)
    for text in keepable(HOSTILE_TEXTS):
        message = {"id": str(uuid4()), "text": text}
        speaking.post(at(group, "messages"), json=message).raise_for_status()

    seen = journey("chat-history", ANN=ann, CONVERSATION=group["id"])

    assert (seen["said"], seen["shown"], seen["different"]) == (HOSTILE_TEXTS, HOSTILE_TEXTS, [])
    assert (seen["ran"], seen["refused"], seen["elements"], seen["addresses"]) == (False, None, 0, 0)
    assert (seen["begins"], seen["moved"], seen["wide"]) == ("1", 0, False)
    assert seen["most"] <= MOST_ROWS
    assert seen["troubles"] == []
