"""What the app's service worker makes of pushes and of presses, in Chromium."""


def test_every_push_is_shown_whatever_is_in_it(journey, ann):
    seen = journey("pushed", ANN=ann)

    something = ("QERO", "There is something new.")
    assert {name: (one["title"], one["body"]) for name, one in seen["shown"].items()} == {
        "message": ("Ann · Boats", "Can you take Мария at 3?"),
        "malformed": something,
        "empty": something,
        "unknown": ("Of tomorrow", "A kind that is not known yet"),
        "shapeless": something,
        "long": ("Long", 4_000),
        "elsewhere": ("Elsewhere", ""),
    }
    assert seen["shown"]["message"]["url"] == f"{seen['home']}/chat/42?m=981"
    assert seen["shown"]["elsewhere"]["url"] is None


def test_a_press_opens_in_the_window_that_is_there_or_in_the_next_one_once(journey, ann):
    contact = ann.create()["id"]

    seen = journey("pressed", ANN=ann, CONTACT=contact)

    assert seen["warm"] == {"path": f"/contacts/{contact}", "windows": 1, "isLoadedAnew": False, "shown": 0}
    assert (seen["cold"], seen["again"]) == ("/follow-ups", "/more")
