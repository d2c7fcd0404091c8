"""Signing in and out, and every other way to begin a session: set-up, an invite's link, a reset's link."""

from fastapi import APIRouter

from contracts.accounts import (
    AcceptInvite,
    AcceptReset,
    AlreadySetUp,
    EmailTaken,
    LinkNotValid,
    Me,
    OpenTeam,
    SignedIn,
    SignIn,
    TooManyAttempts,
    WrongCredentials,
)
from contracts.wire import Nothing
from gateway.asking import AskedFrom, Asker, Here, Parts, Shared, Stranger, ToChange
from gateway.documentation import problems
from gateway.shapes import Credentials, InviteAcceptance, NewTeam, ResetAcceptance
from gateway.visit import Visit

router = APIRouter(prefix="/api", tags=["session"])


def begin(parts: Parts, visit: Visit, signed_in: SignedIn) -> Me:
    visit.session_cookies.append(parts.cookie.keep(signed_in.token, signed_in.expires_at))
    return signed_in.me


@router.post("/setup", status_code=201, responses=problems(AlreadySetUp, TooManyAttempts))
async def set_up(services: Stranger, shared: Shared, here: Here, device: AskedFrom, team: NewTeam) -> Me:
    """The first team and its owner, who is signed in. Only while there is no team."""
    ask = OpenTeam(**team.model_dump(), device=device, only_first=True)
    return begin(shared, here, await services.accounts.open_team(ask))


@router.post("/session", responses=problems(WrongCredentials, TooManyAttempts))
async def sign_in(services: Stranger, shared: Shared, here: Here, device: AskedFrom, credentials: Credentials) -> Me:
    ask = SignIn(**credentials.model_dump(), device=device)
    return begin(shared, here, await services.accounts.sign_in(ask))


@router.delete("/session", status_code=204, responses=problems())
async def sign_out(services: ToChange, shared: Shared, here: Here, asker: Asker) -> None:
    """Ends this session."""
    try:
        await services.accounts.sign_out(Nothing())
    finally:
        shared.identities.forget_session(asker.session_id)
    here.session_cookies.append(shared.cookie.drop())


@router.post("/invites/accept", status_code=201, responses=problems(LinkNotValid, EmailTaken, TooManyAttempts))
async def accept_invite(
    services: Stranger, shared: Shared, here: Here, device: AskedFrom, acceptance: InviteAcceptance
) -> Me:
    """Makes the invited person, who is signed in. A link works once."""
    ask = AcceptInvite(**acceptance.model_dump(), device=device)
    return begin(shared, here, await services.accounts.accept_invite(ask))


@router.post("/resets/accept", responses=problems(LinkNotValid, TooManyAttempts))
async def accept_reset(
    services: Stranger, shared: Shared, here: Here, device: AskedFrom, acceptance: ResetAcceptance
) -> Me:
    """Chooses a new password, ends the person's other sessions and begins one here. A link works once."""
    signed_in = await services.accounts.accept_reset(AcceptReset(**acceptance.model_dump(), device=device))
    shared.identities.forget_person(signed_in.me.profile.id)
    return begin(shared, here, signed_in)
