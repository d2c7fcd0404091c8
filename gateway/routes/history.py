"""What happened to a contact: who changed what and when. The team's."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from contracts.history import HistoryOf, HistoryPage
from contracts.wire import LARGEST_PAGE, NotFound
from gateway.asking import SignedIn
from gateway.documentation import problems
from gateway.routes.kinds import List


def history_router(of: List) -> APIRouter:
    router = APIRouter(prefix=of.path, tags=[of.tag])

    @router.get("/{id}/history", responses=problems(NotFound))
    async def history(
        services: SignedIn,
        id: UUID,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
    ) -> HistoryPage:
        """The newest first, with what happened to those that were merged into it. Nobody's plans are in it."""
        return await services.contacts.history(HistoryOf(kind=of.kind, contact_id=id, cursor=cursor, limit=limit))

    return router
