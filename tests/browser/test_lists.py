"""What is done with the two lists: imported, exported, two made one, put away, moved."""

from random import randint
from uuid import uuid4

from support.waiting import eventually


def test_a_file_is_imported_left_found_again_and_undone(journey, ann):
    company = f"Nord {uuid4().hex[:12]}"

    seen = journey("import", ANN=ann, COMPANY=company)

    assert (seen["guessed"], seen["columns"], seen["remembered"]) == ("", 1, "phone")
    assert (seen["fault"], seen["mayStart"]) == ("Say which column is the name, or the company.", False)
    assert seen["counts"] == {"created": 2, "updated": 0, "unchanged": 0, "refused": 1}
    assert seen["refused"].startswith("3;Phone 'hej' is not a phone number.")
    assert seen["undone"] == {"removed": 2, "restored": 0, "kept": 0}
    assert ann.get("/api/contacts", params={"q": company}).json()["items"] == []
    assert seen["troubles"] == []


def test_a_twin_is_warned_of_merged_and_taken_apart(journey, ann):
    phone = f"+4670{randint(1_000_000, 9_999_999)}"
    contact = ann.create(phones=[phone])

    seen = journey("two-become-one", ANN=ann, CONTACT=contact["id"], CONTACT_NAME=contact["name"], PHONE=phone)

    assert "Same phone" in seen["warned"]
    assert (seen["stays"], seen["survivor"], seen["apart"]) == (True, True, True)
    assert seen["troubles"] == []


def test_a_contact_is_put_away_found_there_exported_and_brought_back(journey, ann):
    contact = ann.create()
    eventually(lambda: ann.get("/api/contacts", params={"q": contact["name"]}).json()["items"])

    seen = journey("put-away", ANN=ann, CONTACT=contact["id"], CONTACT_NAME=contact["name"])

    assert seen == {"exported": [contact["name"]], "address": False, "troubles": []}


def test_a_candidate_moves_from_column_to_column(journey, another):
    candidate = another.create("/api/tma")
    another.plan(candidate, status="A")
    eventually(lambda: another.get("/api/tma", params={"status": "A"}).json()["items"])

    seen = journey("candidates", ANN=another, CANDIDATE_NAME=candidate["name"])

    assert seen == {"atOnce": [0, 1], "troubles": []}
