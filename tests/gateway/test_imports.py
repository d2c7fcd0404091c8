"""Importing a file over HTTP, in a whole system."""

import csv
import io
from uuid import uuid4

import pytest
from support.imports import done, run, upload
from support.waiting import eventually

from contracts.imports import IMPORT_CHUNK_BYTES


@pytest.fixture(params=["/api/contacts", "/api/tma"])
def path(request):
    return request.param


@pytest.fixture
def company():
    """Marks one test's contacts."""
    return f"Import {uuid4().hex[:12]}"


class TestUploading:
    def test_shows_how_the_file_would_be_read_and_imports_nothing(self, ann, path, company):
        answer = upload(ann, path, f"\ufeffNamn;Företag;Telefon\r\nKalle Ek;{company};070-123 45 67\r\n")
        shown = answer.json()

        assert answer.status_code == 201
        assert answer.headers["Location"] == f"{path}/imports/{shown['id']}"
        assert (shown["state"], shown["filename"]) == ("ready", "kontakter.csv")
        assert shown["preview"]["delimiter"] == ";"
        assert shown["preview"]["columns"] == ["Namn", "Företag", "Telefon"]
        assert shown["preview"]["mapping"] == ["name", "company", "phone"]
        assert shown["preview"]["sample"] == [["Kalle Ek", company, "070-123 45 67"]]
        assert ann.get(path, params={"q": company}).json()["items"] == []

    def test_of_many_pieces_keeps_every_byte(self, ann, path, company):
        row = f"Kalle Ek,{company},{{number}}\n"
        rows = 3 * IMPORT_CHUNK_BYTES // len(row)
        text = "name,company,notes\n" + "".join(row.format(number=number) for number in range(rows))
        address = upload(ann, path, text).raise_for_status().headers["Location"]
        shown = ann.get(address).json()

        assert shown["state"] == "ready"
        assert shown["counts"]["rows"] in (0, rows)

    def test_again_with_one_key_is_one_import(self, ann, path, company):
        headers = {"Idempotency-Key": str(uuid4())}
        first, second = [upload(ann, path, f"name,company\nKalle,{company}\n", headers=headers) for _ in range(2)]

        assert first.json()["id"] == second.json()["id"]
        assert second.headers["Idempotency-Replayed"] == "true"

    def test_of_nothing_is_refused(self, ann, path):
        answer = upload(ann, path, "")

        assert answer.status_code == 422
        assert answer.json()["type"].endswith("/import-refused")

    def test_without_a_file_names_the_field(self, ann, path):
        answer = ann.post(f"{path}/imports", files={"fiel": b"x"})

        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["file"]


class TestAnImport:
    def test_counts_what_it_made(self, ann, path, company):
        imported = run(ann, path, f"name,company,notes\nA,{company},\nB,{company},\n,,nobody\n")

        assert imported["state"] == "done"
        assert imported["counts"] == {
            "rows": 3,
            "done": 3,
            "created": 2,
            "updated": 0,
            "unchanged": 0,
            "refused": 1,
            "suspected": 0,
        }
        assert len(ann.get(path, params={"q": company}).json()["items"]) == 2

    def test_is_started_with_the_columns_a_person_chose(self, ann, path, company):
        address = upload(ann, path, f"a|b\nKalle|{company}\n").raise_for_status().headers["Location"]
        how = {"mapping": ["name", "company"], "delimiter": "|", "has_header": True}
        ann.post(f"{address}/start", json=how).raise_for_status()
        eventually(lambda: done(ann.get(address).json()))

        assert [found["name"] for found in ann.get(path, params={"q": company}).json()["items"]] == ["Kalle"]

    def test_is_not_started_twice(self, ann, path, company):
        address = upload(ann, path, f"name,company\nA,{company}\n").raise_for_status().headers["Location"]
        ann.post(f"{address}/start").raise_for_status()
        eventually(lambda: done(ann.get(address).json()))
        again = ann.post(f"{address}/start")

        assert again.status_code == 409
        assert again.json()["type"].endswith("/import-not-ready")

    def test_of_the_other_list_is_not_found(self, ann, path, company):
        other = "/api/tma" if path == "/api/contacts" else "/api/contacts"
        import_id = upload(ann, path, f"name,company\nA,{company}\n").json()["id"]

        assert ann.get(f"{other}/imports/{import_id}").status_code == 404
        assert ann.post(f"{other}/imports/{import_id}/start").status_code == 404
        assert ann.get(f"{other}/imports/{import_id}/refused.csv").status_code == 404


class TestTheList:
    def test_has_the_newest_first_and_what_became_of_them(self, ann, ben, path, company):
        imported = run(ann, path, f"name,company\nA,{company}\n")
        waiting = upload(ben, path, f"name,company\nB,{company}\n").raise_for_status().json()

        newest, older, *_ = ann.get(f"{path}/imports").json()["items"]

        assert (newest["id"], newest["state"], newest["created_by"]) == (waiting["id"], "ready", ben.id)
        assert (older["id"], older["counts"], older["preview"]) == (imported["id"], imported["counts"], None)


class TestTheRefusedRows:
    def test_come_back_as_a_file_with_their_reasons(self, ann, path, company):
        imported = run(ann, path, f"name;company;notes\nA;{company};\n;;=cmd()\n")
        answer = ann.get(f"{path}/imports/{imported['id']}/refused.csv")
        header, refused = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")

        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="refused-{imported["id"]}.csv"'
        assert header == ["row", "reason", "name", "company", "notes"]
        assert (refused[0], refused[2:]) == ("2", ["", "", "'=cmd()"])
        assert refused[1]

    def test_are_all_there_however_many(self, ann, path):
        imported = run(ann, path, "name,notes\n" + "".join(f",row {number}\n" for number in range(1234)))
        answer = ann.get(f"{path}/imports/{imported['id']}/refused.csv")
        _, *refused = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))

        assert [row[0] for row in refused] == [str(number) for number in range(1, 1235)]
