"""The app without a network: what was seen can be read, what is done is done once, whatever is lost or ends."""

from uuid import uuid4

import pytest
from support.conversations import at, begun


@pytest.fixture
def contact(ann):
    return ann.create(company="Nord", phones=["+46701234567"], notes="Likes boats")


@pytest.fixture
def group(ann, another):
    return begun(ann, "group", another, name="Boats")


def calls_of(person, contact):
    answer = person.post("/api/contacts/call-logs", json={"contact_ids": [contact["id"]]}).raise_for_status()
    return answer.json()["call_logs"].get(contact["id"], [])


def test_a_press_a_call_and_edits_made_offline_outlive_the_page_and_are_there_once(journey, ann, contact):
    seen = journey("offline-work", ANN=ann, CONTACT=contact["id"], CONTACT_NAME=contact["name"])

    assert seen["afterReload"] == {"tag": "hot", "calls": 1, "waiting": 1, "notes": 1}
    assert seen["standing"] == "away"
    name = contact["name"]
    assert seen["waiting"] == [
        f"Hot · {name}",
        f"Call (No answer) · {name}",
        f"Follow-up date · {name}",
        f"Edited details · {name}",
    ]
    assert seen["atLast"] == {"tag": "hot", "calls": 1, "waiting": 0, "notes": 1}
    assert [call["note"] for call in calls_of(ann, contact)] == ["Said to call in spring"]
    shown = ann.get(f"/api/contacts/{contact['id']}").raise_for_status().json()
    assert (shown["notes"], shown["my"]["status"]) == ("Has two boats", "hot")
    assert shown["my"]["follow_up_at"] is not None


def test_what_is_done_is_done_once_though_the_app_ends_before_the_answer(journey, ann, contact):
    seen = journey("killed", ANN=ann, CONTACT=contact["id"])

    press, again, call, call_again = seen["keys"]
    assert (press, call) == (again, call_again)
    assert (seen["calls"], seen["tag"]) == (1, "working")
    assert [call["note"] for call in calls_of(ann, contact)] == ["Once and never again"]


def test_the_app_opens_with_what_was_seen_when_there_is_no_network(journey, ann, contact, group):
    ann.plan(contact, status="hot", follow_up_at="2026-01-02T09:00:00Z", follow_up_note="Ask about May")

    words = {"CONTACT": contact["id"], "CONTACT_NAME": contact["name"], "CONVERSATION": group["id"]}
    seen = journey("cold", ANN=ann, **words)

    assert (seen["list"], seen["followUps"], seen["chats"]) == (1, 1, ["Boats"])
    assert seen["detail"] == {"tag": "hot", "notes": 1}
    assert (seen["unseen"], seen["back"]) == ("says so", "Live")


def test_a_message_written_in_an_app_that_was_opened_without_a_network_is_shown_as_waiting_and_sent_once(
    journey, ann, another, group
):
    message = {"id": str(uuid4()), "text": "Which boat?"}
    another.post(at(group, "messages"), json=message).raise_for_status()

    seen = journey("chat-cold", ANN=ann, CONVERSATION=group["id"])

    assert (seen["said"], seen["toLatest"]) == (["Which boat?"], 0)
    assert seen["later"] == ["Which boat?", "The red one"]
    assert seen["troubles"] == []


def test_nothing_is_left_of_a_person_who_signs_out_and_they_are_asked_when_something_waits(
    journey, another, ann, group
):
    contact = ann.create()
    seen = journey("sign-out", ANN=another, CONTACT=contact["id"], CONVERSATION=group["id"])

    assert seen["before"]["databases"] == 1
    assert seen["after"] == {"databases": 0, "names": [], "session": [], "cached": []}
