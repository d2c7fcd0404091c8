"""Calling one after the other: what a caller sees of a queue, and what a queue asks of the gateway."""

import json
from uuid import uuid4

import pytest
from support.conversations import at, begun
from support.waiting import eventually


@pytest.fixture
def caller(ann):
    """Who plans with nobody yet."""
    with ann.invite(f"Caller-{uuid4().hex[:8]}", "member") as caller:
        yield caller


@pytest.fixture
def hot(caller):
    """Three contacts in the order of their names, and what journeys are told of them."""
    named = [f"{name} {uuid4().hex[:8]}" for name in ("Ada", "Bo", "Cia")]
    contacts = [caller.create(name=name, phones=["+46701234567"]) for name in named]
    for contact in contacts:
        caller.plan(contact, status="hot")
    names, ids = ([contact[field] for contact in contacts] for field in ("name", "id"))
    return {"NAMES": json.dumps(names), "IDS": json.dumps(ids)}


class TestAQueue:
    def test_is_called_through_by_two_taps_each_and_resumes_where_it_stopped(self, journey, caller, hot):
        ada, _, cia = json.loads(hot["NAMES"])

        seen = journey("queue", ANN=caller, **hot)

        assert (seen["place"], seen["sheetsAfterTwoSeconds"]) == ("1 of 3", 0)
        assert (seen["title"], seen["minutes"]) == (f"Call with {ada}", "3")
        assert (seen["offered"], seen["saved"]) == (1, [201, 200])
        assert seen["titleAfterTheEnd"] == f"Call with {cia}"
        assert seen["draft"] == "Half a no"
        assert (seen["place3"], seen["progress"]) == ("3 of 3", "3")
        assert seen["outcomes"] == [["no_answer"], ["wrong_number"], ["connected Half a no"]]
        assert seen["phones"] == []
        assert seen["troubles"] == []

    def test_never_moves_on_while_something_is_written_and_loses_none_of_it(self, journey, caller, another, hot):
        ada, bo, _ = json.loads(hot["NAMES"])

        seen = journey("queue-writing", ANN=caller, BEN=another, **hot)

        assert seen["saved"] == 201
        assert seen["written"] == "jkc1 ask about May"
        assert (seen["stays"], seen["staysAfter"], seen["done"]) == (ada, ada, "1")
        assert seen["troubles"] == []
        assert seen["notice"] == f"Call (Connected) for {bo} was not saved. Something went wrong on our side."
        assert seen["retried"] == 201

    def test_warns_of_a_colleague_who_called_first_and_looks_again_before_each_call(
        self, journey, caller, another, hot
    ):
        seen = journey("queue-warning", ANN=caller, BEN=another, **hot)

        assert seen["warning"].startswith(f"{another.name} called ")
        assert seen["warning"].endswith("· Voicemail")
        assert (seen["announced"], seen["inTheCalls"]) == ("status", 1)
        assert (seen["ofTheNext"], seen["beforeTheCall"]) == ("", "")
        assert seen["dialledByItself"] == ["tel:+46701234567"]
        assert seen["stays"] == json.loads(hot["NAMES"])[2]
        assert (seen["dialledWhenHeld"], seen["dialled"]) == ([], ["tel:+46701234567"])
        assert seen["troubles"] == []

    def test_of_1201_contacts_asks_for_their_calls_by_seven_requests_of_which_none_is_refused(
        self, journey, ann, caller
    ):
        prefix = f"Kalle{uuid4().hex}"
        table = "\n".join(["name", *(f"{prefix} {number:04}" for number in range(1201))])
        many = {"file": ("many.csv", table.encode())}
        begun = ann.post("/api/contacts/imports", files=many).raise_for_status().json()
        path = f"/api/contacts/imports/{begun['id']}"
        eventually(lambda: ann.post(f"{path}/start", json={}).is_success)
        eventually(lambda: ann.get(path).json()["state"] == "done")
        [last] = ann.get("/api/contacts", params={"q": f"{prefix} 1200"}).json()["items"]
        ann.post(f"/api/contacts/{last['id']}/call-logs", json={"outcome": "connected"}).raise_for_status()

        seen = journey("queue-of-many", ANN=caller, PREFIX=prefix, LAST=last["id"])

        assert seen["sizes"] == [50, 200, 200, 200, 200, 200, 151]
        assert (seen["statuses"], seen["most"]) == ([200] * 7, 4)
        assert seen["rows"] <= 40
        assert seen["troubles"] == []
        assert seen["failures"] == 3


def test_a_day_of_calls_and_an_answer_need_neither_a_mouse_nor_eyes(journey, caller, another, hot):
    direct = begun(another, "direct", caller)
    message = {"id": str(uuid4()), "text": "Did you reach them?", "mentions": [], "contacts": []}
    another.post(at(direct, "messages"), json=message).raise_for_status()
    ada, bo, cia = json.loads(hot["IDS"])

    seen = journey("by-keys-alone", ANN=caller, FROM=another.name, **hot)

    assert seen["announced"] == "the first, 1 of 3"
    assert "button | No answer | pressed" in seen["heard"]
    assert "button | Working | pressed" in seen["heard"]
    assert (seen["rowsOfHelp"], seen["sent"], seen["slash"]) == (26, 201, "searchbox Search")
    assert (seen["pathWithoutKeys"], seen["troubles"]) == ("/more/shortcuts", [])
    logs = caller.post("/api/contacts/call-logs", json={"contact_ids": [ada, bo, cia]}).json()["call_logs"]
    assert [(log["outcome"], log["note"]) for id_ in (ada, bo, cia) for log in logs[id_]] == [
        ("no_answer", ""),
        ("connected", "Let us talk in May"),
        ("voicemail", ""),
    ]
    plans = caller.post("/api/contacts/settings", json={"contact_ids": [ada, bo, cia]}).json()["settings"]
    assert [plans[id_]["status"] for id_ in (ada, bo, cia)] == ["hot", "working", "follow_up"]
    assert [plans[id_]["follow_up_at"] is not None for id_ in (ada, bo, cia)] == [True, True, False]
    assert plans[cia]["follow_up_note"] == "Owes me a coffee"
