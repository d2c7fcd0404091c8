"""What I plan is shown everywhere at once, to me alone; what is refused is taken back everywhere at once."""

import pytest
from support.waiting import eventually

FOLLOW_UPS_OF_A_PAGE = 50
HOT = {"row": "hot", "header": "hot", "sidebar": "hot", "pressed": "Hot"}
WORKING = {"row": "working", "header": "working", "sidebar": "working", "pressed": "Working"}
NONE = {"row": None, "header": None, "sidebar": None, "pressed": None}


@pytest.fixture
def contact(ann):
    """Which the search finds."""
    contact = ann.create(company="Nord")
    eventually(lambda: ann.get("/api/contacts", params={"q": contact["name"]}).json()["items"])
    return contact


class TestAPress:
    def test_shows_in_every_place_before_its_reply_and_on_my_other_device_and_to_nobody_else(
        self, journey, ann, another, contact
    ):
        words = {"CONTACT": contact["id"], "CONTACT_NAME": contact["name"]}
        seen = journey("personal-status", ANN=ann, BEN=another, **words)

        assert (seen["pressed"], seen["repliedByThen"]) == (HOT, False)
        assert seen["otherDevice"] == HOT
        assert seen["colleague"] == NONE
        assert (seen["afterReply"], seen["reloaded"]) == (HOT, HOT)
        assert seen["troubles"] == []

    def test_that_is_refused_is_taken_back_with_a_sentence_and_tried_again(self, journey, ann, contact):
        seen = journey("refused-press", ANN=ann, CONTACT=contact["id"], CONTACT_NAME=contact["name"])

        assert seen["pressed"] == HOT
        assert seen["sentence"] == f"Hot for {contact['name']} was not saved. Something went wrong on our side."
        assert seen["rolledBack"] == WORKING
        assert (seen["savedStatus"], seen["retried"]) == (200, HOT)
        assert (seen["pressedTwice"], seen["afterBoth"], seen["reloaded"]) == (WORKING, WORKING, WORKING)


def test_a_follow_up_is_done_undone_moved_and_heard_of(journey, another, ann):
    late, other = ann.create(), ann.create()
    another.plan(late, follow_up_at="2026-01-02T09:00:00Z")
    for _ in range(FOLLOW_UPS_OF_A_PAGE):
        another.plan(ann.create(), follow_up_at="2026-01-03T09:00:00Z")
    names = {"CONTACT_NAME": late["name"], "OTHER": other["id"], "OTHER_NAME": other["name"]}

    assert journey("follow-ups", ANN=another, **names) == {"doneAtOnce": 0, "overdue": 0, "troubles": []}
