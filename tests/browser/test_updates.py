"""A newer build takes the place of an older one, under pages that are open."""


def test_an_open_page_keeps_working_until_it_is_left_with_nothing_begun_in_it(journey, ann):
    seen = journey("updates", ANN=ann)

    # On the banner, and under About.
    assert seen["offered"] == 2
    assert "preact" in seen["licences"]
    assert (seen["oldParts"], seen["whileTyping"]) == ("the older", "the older")
    assert (seen["left"], seen["other"]) == ("the next", "the next")
    assert seen["withoutWorker"] == {"build": "the next", "path": "/chat"}
