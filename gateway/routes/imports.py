"""Importing a file: it is streamed up piece by piece, looked at, started, and what was refused is streamed back."""

import csv
import io
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from contracts.imports import (
    AppendImport,
    BeginImport,
    Import,
    ImportNotReady,
    ImportRefused,
    OneImport,
    RefusedRowPage,
    RefusedRows,
    StartImport,
)
from contracts.wire import NotFound, Refusal
from gateway.asking import Services, SignedIn, ToChange, go_on
from gateway.calling import ServiceFailed
from gateway.documentation import problems
from gateway.routes.kinds import List
from gateway.shapes import ImportStart
from gateway.uploads import Upload

UPLOAD_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary", "description": "the CSV file"}},
                }
            }
        },
    }
}
CSV_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"description": "The refused rows, each with its reason", "content": {"text/csv": {}}}
}

# Spreadsheets run a cell that begins so as a formula (OWASP ASVS 1.2.10); a plain phone number is none.
FORMULA = re.compile(r"[=+\-@\t\r\0]")
PHONE = re.compile(r"\+[0-9]{6,15}")
BYTE_ORDER_MARK = "\ufeff"


def imports_router(of: List) -> APIRouter:
    router = APIRouter(prefix=f"{of.path}/imports", tags=[of.tag])

    @router.post(
        "",
        status_code=201,
        responses=problems(ImportRefused),
        openapi_extra=UPLOAD_BODY,
    )
    async def upload(services: ToChange, request: Request, response: Response) -> Import:
        """Takes a file of up to 20 MiB and shows how it would be read. Nothing is imported before `start`."""
        file = Upload(request)
        begun = await services.contacts.begin_import(BeginImport(kind=of.kind, filename=await file.name()))
        response.headers["Location"] = f"{of.path}/imports/{begun.id}"
        try:
            return await taken_in(services, request, file, begun)
        except Exception:
            if services.calling.idempotency_key is None:
                # Nobody can go on with it by its key. If this fails as well, contacts forgets it in a day.
                with suppress(Refusal, ServiceFailed):
                    await go_on(request)
                    await services.contacts.discard_upload(OneImport(kind=of.kind, id=begun.id))
            raise

    @router.get("/{id}", responses=problems(NotFound))
    async def read_import(services: SignedIn, id: UUID) -> Import:
        return await services.contacts.get_import(OneImport(kind=of.kind, id=id))

    @router.post("/{id}/start", responses=problems(NotFound, ImportNotReady, ImportRefused))
    async def start_import(services: ToChange, id: UUID, start: ImportStart | None = None) -> Import:
        how = start.model_dump(exclude_unset=True) if start else {}
        return await services.contacts.start_import(StartImport(kind=of.kind, id=id, **how))

    @router.get("/{id}/refused.csv", response_class=StreamingResponse, responses={**problems(NotFound), **CSV_ANSWER})
    async def refused_rows(services: SignedIn, id: UUID, request: Request) -> StreamingResponse:
        """The refused rows as they were, with number and reason, for a spreadsheet to mend and import again."""
        found = await services.contacts.get_import(OneImport(kind=of.kind, id=id))
        delimiter = found.preview.delimiter if found.preview else ","

        async def pages() -> AsyncIterator[RefusedRowPage]:
            after = 0
            while True:
                page = await services.contacts.refused_rows(RefusedRows(kind=of.kind, id=id, after=after))
                yield page
                if not page.items:
                    return
                after = page.items[-1].number
                await go_on(request)

        return StreamingResponse(
            refused_csv(pages(), delimiter),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="refused-{id}.csv"'},
        )

    return router


async def taken_in(services: Services, request: Request, file: Upload, begun: Import) -> Import:
    number = 0
    async for piece in file.pieces():
        content = b64encode(piece)
        await go_on(request)
        await services.contacts.append_import(AppendImport(id=begun.id, number=number, content=content))
        number += 1
    await go_on(request)
    return await services.contacts.finish_upload(OneImport(kind=begun.kind, id=begun.id))


async def refused_csv(pages: AsyncIterator[RefusedRowPage], delimiter: str) -> AsyncIterator[str]:
    header = BYTE_ORDER_MARK
    async for page in pages:
        if header:
            header += csv_lines([["row", "reason", *page.columns]], delimiter)
        yield header + csv_lines([[str(row.number), row.reason, *row.cells] for row in page.items], delimiter)
        header = ""


def csv_lines(rows: list[list[str]], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def harmless(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) and not PHONE.fullmatch(cell) else cell
