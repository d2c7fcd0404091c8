"""The files that people fetch: what a spreadsheet would run is made harmless."""

import csv
import io
from uuid import uuid4

import pytest

from contracts.imports import RefusedRow, RefusedRowPage, Undoing, UndoneRow, UndoneRowPage
from gateway.csv_text import csv_text, harmless
from gateway.routes.import_rows import refused_lines, undone_lines

pytestmark = pytest.mark.anyio


async def each(*items):
    for item in items:
        yield item


async def text_of(pages, delimiter=";"):
    return "".join([text async for text in csv_text(pages, delimiter)])


class TestACell:
    @pytest.mark.parametrize(
        "cell",
        ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx", "+46 70 123", "+12345", "+46701234567;ext=x"],
    )
    def test_that_a_spreadsheet_would_run_is_quoted(self, cell):
        assert harmless(cell) == f"'{cell}"

    @pytest.mark.parametrize(
        "cell",
        ["+46701234567", "+46701234567;ext=12", "Ann", "", "a=b", "'=1", "+123456", "+123456789012345"],
    )
    def test_that_is_harmless_stays_as_it_is(self, cell):
        assert harmless(cell) == cell


class TestTheRefusedRows:
    def pages(self, *pages):
        return each(
            *(
                RefusedRowPage(
                    columns=["Namn", "Telefon"],
                    items=[RefusedRow(number=number, cells=cells, reason=reason) for number, cells, reason in rows],
                )
                for rows in pages
            )
        )

    async def test_stand_with_number_and_reason_under_the_columns_as_they_were(self):
        text = await text_of(
            refused_lines(self.pages([(2, ["", "x; y"], "No name.")], [(7, ["=Ann"], 'A "cell".')], []))
        )

        assert text.startswith("\ufeff")
        assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")) == [
            ["row", "reason", "Namn", "Telefon"],
            ["2", "No name.", "", "x; y"],
            ["7", 'A "cell".', "'=Ann"],
        ]

    async def test_are_only_a_header_when_nothing_was_refused(self):
        assert await text_of(refused_lines(self.pages([]))) == "\ufeffrow;reason;Namn;Telefon\r\n"


class TestTheUndoneRows:
    async def test_say_in_plain_words_what_became_of_each_contact(self):
        def row(number, undoing, reason):
            return UndoneRow(number=number, contact_id=uuid4(), name=f"Bo {number}", undoing=undoing, reason=reason)

        page = UndoneRowPage(
            items=[row(1, Undoing.REMOVED, ""), row(4, Undoing.KEPT_IN_USE, "Somebody works with it.")]
        )

        assert await text_of(undone_lines(each(page))) == (
            "\ufeffrow;name;outcome;reason\r\n1;Bo 1;removed;\r\n4;Bo 4;kept;Somebody works with it.\r\n"
        )

    @pytest.mark.parametrize("undoing", Undoing)
    async def test_have_a_word_for_each_outcome(self, undoing):
        row = UndoneRow(number=1, contact_id=uuid4(), name="Bo", undoing=undoing, reason="")

        _, told = (await text_of(undone_lines(each(UndoneRowPage(items=[row]))))).splitlines()

        assert told.split(";")[2]
