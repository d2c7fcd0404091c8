"""The app as a whole: accessible, installable, there without a network."""


def test_axe_finds_nothing_on_any_screen_in_either_theme_at_either_width(journey, ann):
    contact = ann.create(company="Nord", title="Head of sales", phones=["+46701234567"], emails=["kalle@nord.example"])
    ann.plan(contact, status="hot", follow_up_at="2026-01-02T09:00:00Z", follow_up_note="Ask about May")

    assert journey("accessible", ANN=ann, CONTACT=contact["id"])["found"] == []


def test_it_can_be_installed_and_starts_without_a_network(journey, ann):
    seen = journey("installed", ANN=ann)

    assert seen["installabilityErrors"] == []
    assert seen["manifestErrors"] == []
    assert seen["appId"] == f"{seen['origin']}/"
    assert seen["online"] == []
    assert (seen["offline"], seen["api"]) == ("says so", "no answer")
