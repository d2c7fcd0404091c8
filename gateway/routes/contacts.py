"""The list of contacts and that of TMA candidates, each item shown with what the asker plans with it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from contracts.contacts import (
    NO_STATUS,
    ArchiveContact,
    ChangeContact,
    CreateContact,
    FindContacts,
    OneContact,
    OneList,
    RecentSettings,
    Sort,
    Tags,
)
from contracts.kinds import Kind
from contracts.merges import FindTwins
from contracts.records import ContactChanges
from contracts.settings import JustChanged, PersonalSettings
from contracts.wire import LARGEST_PAGE, Invalid, NotFound, Nothing, VersionMismatch
from gateway.asking import Services, SignedIn, ToChange
from gateway.documentation import CREATED, FOUND, NOT_MODIFIED, problems
from gateway.etags import IfNoneMatch, RequiredVersion, SeenVersion, is_known, not_modified
from gateway.refusals import PreconditionRequired
from gateway.routes.kinds import List, Wanted, settings_by_id, shown
from gateway.shapes import ContactEdits, NewContact


def contacts_router(of: List) -> APIRouter:
    router = APIRouter(prefix=of.path, tags=[of.tag])

    @router.get("", response_model=of.page, responses=problems())
    async def find(
        *,
        services: SignedIn,
        wanted: Annotated[Wanted, Depends(of.wanted)],
        q: Annotated[str, Query(description="any part of name, company or e-mail, any fragment of a phone")] = "",
        tag: str | None = None,
        owner: UUID | None = None,
        archived: Annotated[bool, Query(description="the archived ones instead")] = False,
        sort: Sort = Sort.NAME,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
    ) -> Any:
        """One page. What the asker set before asking counts, also for `status` and `sort=my_follow_up`."""
        ask = FindContacts(
            kind=of.kind,
            q=q,
            tag=tag,
            owner_id=owner,
            archived=archived,
            sort=sort,
            cursor=cursor,
            limit=limit,
            statuses=sorted(wanted),
            recent=await just_changed(services, of.kind) if wanted or sort == Sort.FOLLOW_UP else [],
        )
        page = await services.contacts.find(ask)
        settings = await settings_by_id(services, of.kind, [contact.id for contact in page.items])
        rows = [(contact, settings.get(contact.id)) for contact in page.items]
        items = [of.show(contact, mine) for contact, mine in rows if matches(wanted, mine)]
        return of.page.model_validate({"items": items, "next_cursor": page.next_cursor})

    @router.post("", status_code=201, response_model=of.created, responses={**problems(), **CREATED})
    async def create(services: ToChange, fields: NewContact, response: Response) -> Any:
        await check_owner(services, fields.owner_id)
        contact = await services.contacts.create(CreateContact(kind=of.kind, fields=fields))
        response.headers["Location"] = f"{of.path}/{contact.id}"
        whole = await shown(services, of, contact, response)
        twins = await services.contacts.twins(FindTwins(kind=of.kind, fields=contact, but=contact.id))
        return of.created.model_validate({**dict(whole), "twins": twins.items})

    @router.get("/tags", responses=problems())
    async def tags(services: SignedIn) -> Tags:
        return await services.contacts.tags(OneList(kind=of.kind))

    @router.get("/{id}", response_model=of.shown, responses={**problems(NotFound), **FOUND, **NOT_MODIFIED})
    async def read(services: SignedIn, id: UUID, response: Response, if_none_match: IfNoneMatch = None) -> Any:
        contact = await services.contacts.get(OneContact(kind=of.kind, id=id))
        whole = await shown(services, of, contact, response, id)
        return not_modified(response.headers) if is_known(response.headers["ETag"], if_none_match) else whole

    @router.patch(
        "/{id}",
        response_model=of.shown,
        responses={**problems(NotFound, VersionMismatch, PreconditionRequired), **FOUND},
    )
    async def change(
        services: ToChange, id: UUID, edits: ContactEdits, version: RequiredVersion, response: Response
    ) -> Any:
        await check_owner(services, edits.owner_id)
        changes = ContactChanges.model_validate(edits.model_dump(exclude_unset=True))
        ask = ChangeContact(kind=of.kind, id=id, version=version, changes=changes)
        return await shown(services, of, await services.contacts.change(ask), response, id)

    @router.delete("/{id}", response_model=of.shown, responses={**problems(NotFound, VersionMismatch), **FOUND})
    async def archive(services: ToChange, id: UUID, version: SeenVersion, response: Response) -> Any:
        """Archives; nothing is lost, and `restore` brings it back."""
        ask = ArchiveContact(kind=of.kind, id=id, version=version)
        return await shown(services, of, await services.contacts.archive(ask), response, id)

    @router.post("/{id}/restore", response_model=of.shown, responses={**problems(NotFound), **FOUND})
    async def restore(services: ToChange, id: UUID, response: Response) -> Any:
        ask = OneContact(kind=of.kind, id=id)
        return await shown(services, of, await services.contacts.restore(ask), response, id)

    return router


async def check_owner(services: Services, owner_id: UUID | None) -> None:
    """Contacts knows no people. Raises Invalid when the owner is nobody in the team."""
    if owner_id is None:
        return
    people = await services.accounts.people(Nothing())
    if owner_id not in {person.id for person in people.items}:
        raise Invalid.of("owner_id", "owner", "owner_id must be a person of your team.")


async def just_changed(services: Services, kind: Kind) -> list[RecentSettings]:
    """Contacts hears of it by an event, a moment later than the asker looks for it."""
    changed = await services.settings.just_changed(JustChanged(kind=kind))
    return [RecentSettings.model_validate(vars(settings)) for settings in changed.items]


def matches(wanted: Wanted, settings: PersonalSettings | None) -> bool:
    status = settings.status if settings else None
    return not wanted or (status or NO_STATUS) in wanted
