"""Two contacts made into one, and taken apart again."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from contracts.merges import MergeContacts, Merged, MergeRefused, Merges, MergesOf, NotUndoable, OneMerge
from contracts.records import ContactChanges
from contracts.wire import NotFound, VersionMismatch
from gateway.asking import Services, SignedIn, ToChange
from gateway.documentation import VERSIONED, problems
from gateway.etags import SeenVersion
from gateway.merge_shapes import MergeAsk
from gateway.routes.contacts import check_owner
from gateway.routes.kinds import List, shown


def merges_router(of: List) -> APIRouter:
    router = APIRouter(prefix=of.path, tags=[of.tag])

    async def shown_merged(services: Services, merged: Merged, response: Response) -> Any:
        survivor = await shown(services, of, merged.survivor, response)
        return of.merged.model_validate({"merge": merged.merge, "survivor": survivor})

    @router.post(
        "/{id}/merge",
        response_model=of.merged,
        responses={**problems(NotFound, MergeRefused, VersionMismatch), **VERSIONED},
    )
    async def merge(services: ToChange, id: UUID, ask: MergeAsk, version: SeenVersion, response: Response) -> Any:
        """`merged_id` is found as this one from here on. Nothing is lost; `undo` takes them apart for 30 days."""
        await check_owner(services, ask.changes.owner_id)
        merged = await services.contacts.merge(
            MergeContacts(
                kind=of.kind,
                survivor_id=id,
                merged_id=ask.merged_id,
                survivor_version=version,
                merged_version=ask.merged_version,
                changes=ContactChanges.model_validate(ask.changes.model_dump(exclude_unset=True)),
            )
        )
        return await shown_merged(services, merged, response)

    @router.get("/{id}/merges", responses=problems(NotFound))
    async def merges_of(services: SignedIn, id: UUID) -> Merges:
        """What was merged into this one, the newest first, at most 200; what was undone too."""
        return await services.contacts.merges_of(MergesOf(kind=of.kind, contact_id=id))

    @router.post(
        "/merges/{id}/undo", response_model=of.merged, responses={**problems(NotFound, NotUndoable), **VERSIONED}
    )
    async def undo_merge(services: ToChange, id: UUID, response: Response) -> Any:
        """Both are there again. What was changed since, and the calls logged since, stay with the survivor."""
        undone = await services.contacts.undo_merge(OneMerge(kind=of.kind, id=id))
        return await shown_merged(services, undone, response)

    return router
