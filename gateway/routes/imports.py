"""Importing a file: it is streamed up piece by piece, looked at, started, and may be undone."""

from base64 import b64encode
from contextlib import suppress
from uuid import UUID

from fastapi import APIRouter, Request, Response

from contracts.contacts import OneList
from contracts.imports import (
    AppendImport,
    BeginImport,
    Import,
    ImportNotReady,
    ImportRefused,
    Imports,
    OneImport,
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

    @router.get("", responses=problems())
    async def find_imports(services: SignedIn) -> Imports:
        """The newest 50, whoever made them. 30 days after its end nothing is left of an import but its contacts."""
        return await services.contacts.imports(OneList(kind=of.kind))

    @router.get("/{id}", responses=problems(NotFound))
    async def read_import(services: SignedIn, id: UUID) -> Import:
        return await services.contacts.get_import(OneImport(kind=of.kind, id=id))

    @router.post("/{id}/start", responses=problems(NotFound, ImportNotReady, ImportRefused))
    async def start_import(services: ToChange, id: UUID, start: ImportStart | None = None) -> Import:
        how = start.model_dump(exclude_unset=True) if start else {}
        return await services.contacts.start_import(StartImport(kind=of.kind, id=id, **how))

    @router.post("/{id}/undo", responses=problems(NotFound, ImportNotReady))
    async def undo_import(services: ToChange, id: UUID) -> Import:
        """Within 30 days. What it made goes and what it changed is set back, unless somebody changed or uses it since.

        It goes on in the background; asked again, it is the same undoing.
        """
        return await services.contacts.undo_import(OneImport(kind=of.kind, id=id))

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
