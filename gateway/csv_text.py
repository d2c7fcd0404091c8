"""Rows as CSV that runs nothing in a spreadsheet. An import takes the sign that is added for that off again."""

import csv
import io
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any

from fastapi.responses import StreamingResponse

Rows = Sequence[Sequence[str]]

# Spreadsheets run a cell that begins so as a formula (OWASP ASVS 1.2.10); a plain phone number is none.
FORMULA = re.compile(r"[=+\-@\t\r\0]")
PHONE = re.compile(r"\+[0-9]{6,15}(;ext=[0-9]{1,8})?")
BYTE_ORDER_MARK = "\ufeff"


def described(description: str) -> dict[int | str, dict[str, Any]]:
    """For `responses=` of a route."""
    return {200: {"description": description, "content": {"text/csv": {}}}}


def csv_file(name: str, pages: AsyncIterator[Rows], delimiter: str = ",") -> StreamingResponse:
    """Whatever fails between two pages breaks the connection off: nobody takes what has arrived for the whole."""
    return StreamingResponse(
        csv_text(pages, delimiter),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def csv_text(pages: AsyncIterator[Rows], delimiter: str) -> AsyncIterator[str]:
    mark = BYTE_ORDER_MARK
    async for rows in pages:
        yield mark + csv_lines(rows, delimiter)
        mark = ""


def csv_lines(rows: Rows, delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def harmless(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) and not PHONE.fullmatch(cell) else cell
