"""One stream a browser in the app as people have it: whatever screens, tabs and networks come and go."""

import pytest
from support.conversations import begun

MOVES = 200
CUTS = 20


@pytest.fixture
def group(ann, another):
    return begun(ann, "group", another, name="Boats")


def test_200_moves_and_20_cuts_open_a_stream_as_often_as_the_network_came_back(journey, ann, another, group):
    seen = journey("moves", ANN=ann, BEN=another, CONVERSATION=group["id"], MOVES=str(MOVES))

    assert (seen["cuts"], seen["opened"]) == (CUTS, 1 + CUTS)
    assert (seen["open"], seen["mostAtOnce"], seen["byWorker"]) == (1, 1, 0)
    assert seen["read"] == seen["said"]
    assert seen["troubles"] == []


def test_tabs_have_one_stream_among_them_and_each_shows_every_message_once(journey, ann, another, group):
    seen = journey("tabs", ANN=ann, BEN=another, CONVERSATION=group["id"])

    assert (seen["openWithThree"], seen["openedByThree"]) == (1, 1)
    assert seen["read"] == [seen["said"]] * 3
    # One more each time that the tab which had it was closed.
    assert (seen["openAtLast"], seen["opened"]) == (1, 1 + seen["closed"])
