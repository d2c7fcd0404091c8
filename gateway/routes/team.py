"""The team: its people, invites, resets and audit. Links are shown to whoever gives them on; QERO sends no e-mail."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from contracts.accounts import (
    AuditPage,
    ChangePerson,
    EmailTaken,
    FindAudit,
    InvitePerson,
    Invites,
    LastOwner,
    LinkNotValid,
    OneInvite,
    OneReset,
    People,
    Profile,
    StartReset,
)
from contracts.wire import LARGEST_PAGE, Forbidden, NotFound, Nothing
from gateway.asking import Shared, SignedIn, ToChange
from gateway.documentation import problems
from gateway.shapes import InviteWithLink, NewInvite, OfferedLink, PersonEdits, ResetWithLink

router = APIRouter(prefix="/api/team", tags=["team"])


def offered(origin: str, word: str, token: str) -> dict[str, str]:
    # In the fragment, which no server and no proxy sees.
    return {"token": token, "link": f"{origin}/#/{word}/{token}"}


@router.get("/people", responses=problems())
async def find_people(services: SignedIn) -> People:
    return await services.accounts.people(Nothing())


@router.patch("/people/{id}", responses=problems(NotFound, Forbidden, LastOwner))
async def change_person(services: ToChange, shared: Shared, id: UUID, edits: PersonEdits) -> Profile:
    """Changes a role, or deactivates a person and ends all their sessions."""
    ask = ChangePerson.model_validate({"person_id": id, **edits.model_dump(exclude_unset=True)})
    try:
        return await services.accounts.change_person(ask)
    finally:
        shared.identities.forget_person(id)


@router.post("/people/{id}/reset", status_code=201, responses=problems(NotFound, Forbidden))
async def start_reset(services: ToChange, shared: Shared, id: UUID) -> ResetWithLink:
    """A link by which the person chooses a new password. Nobody else ever chooses it."""
    reset = await services.accounts.start_reset(StartReset(person_id=id))
    link = await services.accounts.reset_link(OneReset(reset_id=reset.id))
    return ResetWithLink(**reset.model_dump(), **offered(shared.public_origin, "reset", link.token))


@router.get("/invites", responses=problems(Forbidden))
async def find_invites(services: SignedIn) -> Invites:
    return await services.accounts.invites(Nothing())


@router.post(
    "/people", status_code=201, responses=problems(Forbidden, EmailTaken, NotFound), operation_id="team-add-person"
)
@router.post(
    "/invites", status_code=201, responses=problems(Forbidden, EmailTaken, NotFound), operation_id="team-invite-person"
)
async def invite_person(services: ToChange, shared: Shared, invite: NewInvite) -> InviteWithLink:
    """The person is in the team once they have opened the link and chosen a password.

    Asked again by its key once it was accepted or withdrawn, the invite is not found.
    """
    invited = await services.accounts.invite_person(InvitePerson(**invite.model_dump()))
    link = await services.accounts.invite_link(OneInvite(invite_id=invited.id))
    return InviteWithLink(**invited.model_dump(), **offered(shared.public_origin, "invite", link.token))


@router.get("/invites/{id}/link", responses=problems(NotFound, Forbidden, LinkNotValid))
async def read_invite_link(services: SignedIn, shared: Shared, id: UUID) -> OfferedLink:
    link = await services.accounts.invite_link(OneInvite(invite_id=id))
    return OfferedLink.model_validate(offered(shared.public_origin, "invite", link.token))


@router.delete("/invites/{id}", status_code=204, responses=problems(NotFound, Forbidden))
async def withdraw_invite(services: ToChange, id: UUID) -> None:
    await services.accounts.withdraw_invite(OneInvite(invite_id=id))


@router.get("/audit", responses=problems(Forbidden))
async def find_audit(
    services: SignedIn,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
) -> AuditPage:
    """Who changed what in the team and who exported what, the newest first. For its owners and admins."""
    return await services.accounts.audit(FindAudit(cursor=cursor, limit=limit))
