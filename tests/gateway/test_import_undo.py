"""Undoing an import over HTTP, in a whole system."""

import csv
import io
from uuid import uuid4

import pytest
from support.imports import run, upload
from support.waiting import eventually


@pytest.fixture(params=["/api/contacts", "/api/tma"])
def path(request):
    return request.param


@pytest.fixture
def company():
    """Marks one test's contacts."""
    return f"Undo {uuid4().hex[:12]}"


def undo(person, address):
    person.post(f"{address}/undo").raise_for_status()
    return eventually(lambda: undone(person.get(address).json()))


def undone(told):
    return told if told["state"] == "undone" else None


class TestAnUndoneImport:
    def test_leaves_what_somebody_works_with_and_says_so(self, ann, ben, path, company):
        imported = run(ann, path, f"name,company\nA,{company}\nB,{company}\nC,{company}\n")
        a, b, _ = ann.get(path, params={"q": company}).json()["items"]
        ann.post(f"{path}/{a['id']}/call-logs", json={"outcome": "busy"}).raise_for_status()
        ben.plan(b, follow_up_at="2099-01-01T09:00:00Z")
        # Contacts hears of a plan by an event.
        status = {"/api/contacts": "hot", "/api/tma": "A"}[path]
        ben.plan(b, status=status)
        address = f"{path}/imports/{imported['id']}"

        told = undo(ann, address)

        assert told["undo"] == {"removed": 1, "restored": 0, "kept": 2}
        assert [one["name"] for one in ann.get(path, params={"q": company}).json()["items"]] == ["A", "B"]
        answer = ann.get(f"{address}/undone.csv")
        header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert answer.headers["Content-Disposition"] == f'attachment; filename="undone-{imported["id"]}.csv"'
        assert header == ["row", "name", "outcome", "reason"]
        assert [row[:3] for row in rows] == [["1", "A", "kept"], ["2", "B", "kept"], ["3", "C", "removed"]]
        assert rows[0][3] == rows[1][3]

    def test_is_told_live_when_it_has_ended(self, ann, path, company):
        imported = run(ann, path, f"name,company\nA,{company}\n")
        since = ann.get("/api/events").json()["cursor"]

        undo(ann, f"{path}/imports/{imported['id']}")

        def told():
            events = ann.get("/api/events", params={"since": since}).json()["events"]
            return [event for event in events if event["type"] == "import_ended" and imported["id"] in str(event)]

        assert eventually(told)

    def test_again_is_the_same(self, ann, path, company):
        imported = run(ann, path, f"name,company\nA,{company}\n")
        first = undo(ann, f"{path}/imports/{imported['id']}")

        assert ann.post(f"{path}/imports/{imported['id']}/undo").json() == first

    def test_has_to_be_done_first(self, ann, path, company):
        address = upload(ann, path, f"name,company\nA,{company}\n").raise_for_status().headers["Location"]

        answer = ann.post(f"{address}/undo")

        assert answer.status_code == 409
        assert answer.json()["type"].endswith("/import-not-ready")

    def test_of_the_other_list_is_not_found(self, ann, path, company):
        other = "/api/tma" if path == "/api/contacts" else "/api/contacts"
        imported = run(ann, path, f"name,company\nA,{company}\n")

        assert ann.post(f"{other}/imports/{imported['id']}/undo").status_code == 404
        assert ann.get(f"{other}/imports/{imported['id']}/undone.csv").status_code == 404
