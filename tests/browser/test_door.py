"""Who comes in, by which door, and with nothing but a keyboard."""

from uuid import uuid4


def test_who_comes_first_founds_the_team(journey, empty):
    assert journey("first-team", SITE=empty.address) == {
        "country": "SE",
        "empty": "No contacts yet",
        "call": "tel:+46701234567",
        "second": "This QERO has its team already. Ask one of its admins for an invite.",
        "troubles": [],
    }


def test_by_keyboard_alone_one_signs_in_by_a_deep_link_plans_and_logs_a_call(journey, ann, another):
    contact = ann.create()
    words = {"CONTACT": contact["id"], "CONTACT_NAME": contact["name"]}
    seen = journey("by-keyboard", BEN=another, **words)

    assert seen == {
        "refusal": "This e-mail and password do not belong together.",
        "path": f"/contacts/{contact['id']}",
        "saved": 200,
        "status": "hot",
        "logged": 201,
        "focusIsBack": "Log call",
    }
    calls = another.post("/api/contacts/call-logs", json={"contact_ids": [contact["id"]]}).json()["call_logs"]
    assert [call["outcome"] for call in calls[contact["id"]]] == ["connected"]


def test_an_invited_person_comes_in_by_their_link_once_and_leaves_nothing_behind(journey, ann):
    invite = {"email": f"{uuid4().hex}@nord.example", "role": "member"}
    token = ann.post("/api/team/invites", json=invite).raise_for_status().json()["token"]
    seen = journey("by-link", TOKEN=token)

    assert seen["fault"] == "A password needs 8 to 200 characters."
    assert (seen["fragment"], seen["kept"]) == ("", [])
    assert seen["twice"] == "This link has been used, or its time is over. Ask for a new one."


def test_a_session_that_ends_elsewhere_shows_the_door_and_leaves_nothing_behind(journey, ann):
    with ann.invite("Leaving", "member") as leaving:
        assert journey("session-over", ANN=leaving) == {"kept": []}
