"""The app as a whole: accessible, installable, there without a network."""

from uuid import uuid4

from support.imports import upload
from support.waiting import eventually

UNBROKEN = "Kallekallekalle" * 3
"""No line can end within it, and it is wider than any phone."""


def test_axe_finds_nothing_on_any_screen_in_either_theme_at_either_width(journey, ann):
    known = {"title": "Head of sales", "phones": ["+46701234567"], "emails": ["kalle@nord.example"]}
    contact = ann.create(name=UNBROKEN, company=UNBROKEN, tags=[UNBROKEN], **known)
    ann.plan(contact, status="hot", follow_up_at="2026-01-02T09:00:00Z", follow_up_note="Ask about May")

    other = ann.create(company=UNBROKEN, phones=["+46701234567"], notes="The same?")
    ann.plan(ann.create("/api/tma"), status="A")
    ann.post("/api/team/invites", json={"email": f"{uuid4().hex}@nord.example", "role": "member"}).raise_for_status()
    merged = ann.create(notes="The same for sure")
    ann.post(f"/api/contacts/{contact['id']}/merge", json={"merged_id": merged["id"]}).raise_for_status()
    begun = upload(ann, "/api/contacts", "Name;Phone\nKalle;0701234567\n").raise_for_status().json()

    words = {"CONTACT": contact["id"], "OTHER": other["id"], "IMPORT": begun["id"]}
    assert journey("accessible", ANN=ann, **words)["found"] == []


def test_a_list_grows_with_text_that_is_made_larger_while_it_is_read(journey, ann):
    contact = ann.create()
    eventually(lambda: ann.get("/api/contacts", params={"q": contact["name"]}).json()["items"])

    assert journey("larger-text", ANN=ann, CONTACT_NAME=contact["name"])["troubles"] == []


def test_it_can_be_installed_and_starts_without_a_network(journey, ann):
    seen = journey("installed", ANN=ann)

    assert seen["installabilityErrors"] == []
    assert seen["manifestErrors"] == []
    assert seen["appId"] == f"{seen['origin']}/"
    assert seen["online"] == []
    assert (seen["offline"], seen["api"]) == ("says so", "no answer")


def test_a_long_list_is_read_page_by_page_and_holds_few_rows(journey, ann):
    prefix = f"Kalle{uuid4().hex}"
    table = "\n".join(["name", *(f"{prefix} {number:04}" for number in range(450))])
    begun = ann.post("/api/contacts/imports", files={"file": ("many.csv", table.encode())}).raise_for_status().json()
    path = f"/api/contacts/imports/{begun['id']}"
    eventually(lambda: ann.post(f"{path}/start", json={}).is_success)
    eventually(lambda: ann.get(path).json()["state"] == "done")

    seen = journey("long-list", ANN=ann, PREFIX=prefix, COUNT="450")

    assert seen["most"] <= 40
    assert (seen["total"], seen["place"], seen["pages"]) == ("450", "450", 5)
    assert seen["address"] == f"/contacts?q={prefix}+0007"
