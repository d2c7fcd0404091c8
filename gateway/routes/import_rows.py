"""What became of an import's rows, as files: those it refused, and when it was undone, what each contact came to."""

from collections.abc import AsyncIterator
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from contracts.imports import OneImport, RefusedRowPage, RefusedRows, Undoing, UndoneRowPage, UndoneRows
from contracts.wire import NotFound
from gateway.asking import SignedIn, go_on
from gateway.csv_text import Rows, csv_file, described
from gateway.documentation import problems
from gateway.routes.kinds import List

REFUSED = described("The refused rows, each with its reason")
UNDONE = described("The contacts that the import had made or changed, each with what became of it")

OUTCOMES = {
    Undoing.REMOVED: "removed",
    Undoing.RESTORED: "set back",
    Undoing.KEPT_IN_PART: "set back in part",
    Undoing.KEPT_CHANGED: "kept",
    Undoing.KEPT_IN_USE: "kept",
    Undoing.KEPT_MERGED: "kept",
}


def import_rows_router(of: List) -> APIRouter:
    router = APIRouter(prefix=f"{of.path}/imports", tags=[of.tag])

    @router.get("/{id}/refused.csv", response_class=StreamingResponse, responses={**problems(NotFound), **REFUSED})
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

        return csv_file(f"refused-{id}.csv", refused_lines(pages()), delimiter)

    @router.get("/{id}/undone.csv", response_class=StreamingResponse, responses={**problems(NotFound), **UNDONE})
    async def undone_rows(services: SignedIn, id: UUID, request: Request) -> StreamingResponse:
        """What became of each contact, by the row of the file it came from; only the header before it is undone."""
        await services.contacts.get_import(OneImport(kind=of.kind, id=id))

        async def pages() -> AsyncIterator[UndoneRowPage]:
            after = 0
            while (page := await services.contacts.undone_rows(UndoneRows(kind=of.kind, id=id, after=after))).items:
                yield page
                after = page.items[-1].number
                await go_on(request)

        return csv_file(f"undone-{id}.csv", undone_lines(pages()))

    return router


async def refused_lines(pages: AsyncIterator[RefusedRowPage]) -> AsyncIterator[Rows]:
    is_first = True
    async for page in pages:
        header = [["row", "reason", *page.columns]] if is_first else []
        yield header + [[str(row.number), row.reason, *row.cells] for row in page.items]
        is_first = False


async def undone_lines(pages: AsyncIterator[UndoneRowPage]) -> AsyncIterator[Rows]:
    yield [["row", "name", "outcome", "reason"]]
    async for page in pages:
        yield [[str(row.number), row.name, OUTCOMES[row.undoing], row.reason] for row in page.items]
