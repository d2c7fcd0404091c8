"""Who may be the same: twins of one who is about to be made, and the pairs that the team has already."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from contracts.merges import DismissSuspicion, FindSuspicions, FindTwins, SuspicionPage, Twins
from contracts.wire import LARGEST_PAGE, NotFound
from gateway.asking import SignedIn, ToChange
from gateway.documentation import problems
from gateway.merge_shapes import DismissalAsk
from gateway.routes.kinds import List
from gateway.shapes import NewContact


def duplicates_router(of: List) -> APIRouter:
    router = APIRouter(prefix=of.path, tags=[of.tag])

    @router.post("/twins", responses=problems())
    async def find_twins(
        services: SignedIn,
        fields: NewContact,
        but: Annotated[UUID | None, Query(description="the contact that these fields are of")] = None,
    ) -> Twins:
        """Who has the same phone or e-mail, or a similar name at the same company: nothing is kept of it."""
        return await services.contacts.twins(FindTwins(kind=of.kind, fields=fields, but=but))

    @router.get("/duplicates", responses=problems())
    async def find_duplicates(
        services: SignedIn,
        import_id: Annotated[UUID | None, Query(alias="import", description="those that an import made")] = None,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
    ) -> SuspicionPage:
        """Pairs in use that may be the same, the newest first. A page may be shorter than `limit` and not the last."""
        ask = FindSuspicions(kind=of.kind, import_id=import_id, cursor=cursor, limit=limit)
        return await services.contacts.suspicions(ask)

    @router.post("/duplicates/dismiss", status_code=204, responses=problems(NotFound))
    async def dismiss_duplicate(services: ToChange, ask: DismissalAsk) -> None:
        """They are two: they are not suspected again."""
        one, other = ask.contact_ids
        await services.contacts.dismiss_suspicion(DismissSuspicion(kind=of.kind, contact_ids=(one, other)))

    return router
