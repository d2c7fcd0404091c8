"""A list as a file, in a whole system: all of it, and nothing of anybody's plans."""

import csv
import io
from uuid import uuid4

import pytest
from support.imports import run

from gateway.routes.exports import COLUMNS


@pytest.fixture(params=["/api/contacts", "/api/tma"])
def path(request):
    return request.param


@pytest.fixture
def company():
    """Marks one test's contacts."""
    return f"Export {uuid4().hex[:12]}"


def read(answer, delimiter=","):
    header, *rows = csv.reader(io.StringIO(answer.raise_for_status().content.decode("utf-8-sig")), delimiter=delimiter)
    return [dict(zip(header, row, strict=True)) for row in rows]


def export(person, path, **params):
    return read(person.get(f"{path}/export.csv", params=params))


class TestAnExport:
    def test_shows_all_that_the_team_knows_of_a_contact(self, ann, path, company):
        made = ann.create(
            path,
            name="=Kalle",
            company=company,
            title="Boss",
            phones=["070-123 45 67 ext 12", "08-12 34 56", "08-12 34 57", "08-12 34 58"],
            emails=["a@ek.example"],
            tags=["vip", "a;b", 'say "hi"'],
            owner_id=ann.id,
            notes="Met in May.\nCalls back.",
        )
        called = ann.post(
            f"{path}/{made['id']}/call-logs", json={"outcome": "busy", "called_at": "2026-03-02T12:00:00Z"}
        )
        called.raise_for_status()

        [row] = export(ann, path, q=company)

        assert row | {"Created": ""} == dict(
            zip(
                COLUMNS,
                [
                    made["id"], "'=Kalle", company, "Boss", "+46701234567;ext=12", "+468123456",
                    "'+468123457; +468123458", "a@ek.example", "", "", 'vip; "a;b"; "say ""hi"""', "Ann",
                    "Met in May.\nCalls back.", "", "2026-03-02T12:00:00Z",
                ],
                strict=True,
            )
        )  # fmt: skip

    def test_is_a_file_that_a_spreadsheet_opens(self, ann, path, company):
        answer = ann.get(f"{path}/export.csv", params={"q": company})

        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{path[5:]}-20')
        assert answer.content == b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n"

    def test_may_have_semicolons_between(self, ann, path, company):
        ann.create(path, name="Kalle; Ek", company=company)

        [row] = read(ann.get(f"{path}/export.csv", params={"q": company, "delimiter": "semicolon"}), ";")

        assert row["Name"] == "Kalle; Ek"

    def test_has_what_the_list_has(self, ann, ben, path, company):
        tagged = ann.create(path, company=company, tags=["vip"])
        owned = ann.create(path, company=company, owner_id=ben.id)
        archived = ann.create(path, company=company)
        ann.delete(f"{path}/{archived['id']}").raise_for_status()
        status = {"/api/contacts": "hot", "/api/tma": "A"}[path]
        ann.plan(owned, status=status)

        def ids(person, **filters):
            return [row["Id"] for row in export(person, path, q=company, **filters)]

        assert ids(ann) == [tagged["id"], owned["id"]]
        assert ids(ann, tag="VIP") == [tagged["id"]]
        assert ids(ann, owner=ben.id) == [owned["id"]]
        assert ids(ann, archived="true") == [archived["id"]]
        assert ids(ann, status=status) == [owned["id"]]
        assert ids(ben, status=status) == []
        assert ids(ann, status="none") == [tagged["id"]]

    def test_of_many_has_each_once_the_oldest_first(self, ann, path, company):
        run(ann, path, "name,company\n" + "".join(f"Person {number},{company}\n" for number in range(450)))

        names = [row["Name"] for row in export(ann, path, q=company)]

        assert sorted(names) == sorted(f"Person {number}" for number in range(450))

    def test_imported_again_changes_nothing(self, ann, path, company):
        ann.create(
            path, name="'=1+1", company=company, phones=["+46701234567;ext=1"], tags=['"a", b;', "* x"], notes="-\n="
        )
        before = ann.get(path, params={"q": company}).json()

        done = run(ann, path, ann.get(f"{path}/export.csv", params={"q": company}).content)

        assert (done["counts"]["unchanged"], done["counts"]["rows"]) == (1, 1)
        assert ann.get(path, params={"q": company}).json() == before

    def test_is_in_the_audit_without_what_the_asker_plans(self, ann, cara, path, company):
        export(cara, path, q=company, tag="vip", status="none")

        [entry, *_] = ann.get("/api/team/audit").json()["items"]
        assert (entry["what"], entry["person_id"]) == ("exported", cara.id)
        assert entry["facts"] == {"q": company, "tag": "vip", "kind": "tma" if path == "/api/tma" else "contact"}

    def test_that_cannot_begin_is_a_problem_and_in_no_audit(self, ann, path):
        before = ann.get("/api/team/audit").json()

        answer = ann.get(f"{path}/export.csv", params={"q": "x" * 201})

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "q"
        assert ann.get("/api/team/audit").json() == before
