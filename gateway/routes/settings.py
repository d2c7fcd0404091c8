"""What the asker plans with contacts and candidates: status, follow-up date and note. Nobody else's is ever here."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from contracts.contacts import ContactList, ManyContacts, OneContact
from contracts.settings import ChangeSettings, FollowUps, Scope, SetAsideOf, SettingsChanges
from contracts.wire import LARGEST_PAGE, BatchTooLarge, NotFound, VersionMismatch
from gateway.asking import SignedIn, ToChange
from gateway.documentation import VERSIONED, problems
from gateway.etags import SeenSettingsVersion, etag
from gateway.routes.kinds import LIST_OF, List, settings_by_id
from gateway.shapes import FollowUpPage, SettingsAsk


def settings_router(of: List) -> APIRouter:
    router = APIRouter(prefix=of.path, tags=[of.tag])

    @router.patch(
        "/{id}/settings", response_model=of.my, responses={**problems(NotFound, VersionMismatch), **VERSIONED}
    )
    async def change_settings(
        services: ToChange,
        id: UUID,
        changes: Annotated[SettingsChanges, Depends(of.changes)],
        version: SeenSettingsVersion,
        response: Response,
    ) -> Any:
        """Changes the fields that are named and no other: status and follow-up never touch each other."""
        await services.contacts.get(OneContact(kind=of.kind, id=id))
        # By the id that was asked for, though it may have been merged away: asked again under its key it is the same
        # ask. Settings knows where it leads.
        ask = ChangeSettings(kind=of.kind, contact_id=id, version=version, changes=changes)
        settings = await services.settings.change(ask)
        response.headers["ETag"] = etag(settings.version)
        return of.my_of(settings)

    @router.post("/settings", response_model=of.settings_by_id, responses=problems(BatchTooLarge))
    async def read_settings(services: SignedIn, ask: SettingsAsk) -> Any:
        """The asker's own, of 1 to 500 contacts, under the ids asked for. One that is not the team's is absent."""
        found = await services.contacts.get_many(ManyContacts(kind=of.kind, ids=ask.contact_ids))
        ids = {contact.id for contact in found.items}
        settings = await settings_by_id(services, of.kind, ids)
        now = {asked: found.redirects.get(asked, asked) for asked in ask.contact_ids}
        mine = {asked: of.my_of(settings.get(id_)) for asked, id_ in now.items() if id_ in ids}
        return of.settings_by_id.model_validate({"settings": mine})

    @router.get("/{id}/settings/set-aside", response_model=of.set_aside, responses=problems(NotFound))
    async def set_aside(services: SignedIn, id: UUID) -> Any:
        """What the asker had planned with contacts that were merged into this one, where they planned with both.

        The newest merge first, at most 500. Undone, a merge brings it back.
        """
        contact = await services.contacts.get(OneContact(kind=of.kind, id=id))
        found = await services.settings.set_aside(SetAsideOf(kind=of.kind, contact_id=contact.id))
        items = [
            {**one.model_dump(), "contact_id": one.settings.contact_id, "my": of.my_of(one.settings)}
            for one in found.items
        ]
        return of.set_aside.model_validate({"items": items})

    return router


followups = APIRouter(prefix="/api/followups", tags=["followups"])


@followups.get("", responses=problems())
async def find_follow_ups(
    services: SignedIn,
    scope: Scope,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
) -> FollowUpPage:
    """The asker's own, earliest first, by the asker's own days. Not of archived contacts.

    A page may be shorter than `limit` and not the last.
    """
    # Settings leaves archived contacts out as soon as it has heard; what it has not heard yet is dropped here.
    page = await services.settings.follow_ups(FollowUps(scope=scope, cursor=cursor, limit=limit))
    ids = [settings.contact_id for settings in page.items]
    found = await services.contacts.get_many(ManyContacts(ids=ids)) if ids else ContactList(items=[])
    contacts = {(contact.kind, contact.id): contact for contact in found.items if contact.archived_at is None}
    items = []
    for settings in page.items:
        if contact := contacts.get((settings.kind, settings.contact_id)):
            my = LIST_OF[settings.kind].my_of(settings)
            items.append({"kind": settings.kind, "contact": contact, "my": my})
    return FollowUpPage.model_validate({"items": items, "next_cursor": page.next_cursor})
