"""The CSV of refused rows: what a spreadsheet would run is made harmless."""

import csv
import io

import pytest

from contracts.imports import RefusedRow, RefusedRowPage
from gateway.routes.imports import harmless, refused_csv

pytestmark = pytest.mark.anyio


class TestACell:
    @pytest.mark.parametrize(
        "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx", "+46 70 123", "+12345"]
    )
    def test_that_a_spreadsheet_would_run_is_quoted(self, cell):
        assert harmless(cell) == f"'{cell}"

    @pytest.mark.parametrize("cell", ["+46701234567", "Ann", "", "a=b", "'=1", "+123456", "+123456789012345"])
    def test_that_is_harmless_stays_as_it_is(self, cell):
        assert harmless(cell) == cell


class TestTheFile:
    async def pages(self, *pages):
        for rows in pages:
            items = [RefusedRow(number=number, cells=cells, reason=reason) for number, cells, reason in rows]
            yield RefusedRowPage(columns=["Namn", "Telefon"], items=items)

    async def text(self, *pages, delimiter=";"):
        return "".join([text async for text in refused_csv(self.pages(*pages), delimiter)])

    async def test_has_its_rows_with_number_and_reason_under_the_columns_as_they_were(self):
        text = await self.text([(2, ["", "x; y"], "No name.")], [(7, ["=Ann"], 'A "cell".')], [])

        assert text.startswith("\ufeff")
        assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")) == [
            ["row", "reason", "Namn", "Telefon"],
            ["2", "No name.", "", "x; y"],
            ["7", 'A "cell".', "'=Ann"],
        ]

    async def test_is_only_its_header_when_nothing_was_refused(self):
        assert await self.text([]) == "\ufeffrow;reason;Namn;Telefon\r\n"
