"""The asker's own profile, password and sessions."""

from uuid import UUID

from fastapi import APIRouter

from contracts.accounts import (
    ChangePassword,
    ChangeProfile,
    EndSession,
    Me,
    Sessions,
    TooManyAttempts,
)
from contracts.wire import NotFound, Nothing
from gateway.asking import Asker, Here, Shared, SignedIn, ToChange
from gateway.documentation import problems
from gateway.shapes import PasswordEdit, ProfileEdits

router = APIRouter(prefix="/api/me", tags=["me"])


@router.get("", responses=problems())
async def read_me(services: SignedIn) -> Me:
    return await services.accounts.me(Nothing())


@router.patch("", responses=problems())
async def change_profile(services: ToChange, shared: Shared, asker: Asker, edits: ProfileEdits) -> Me:
    ask = ChangeProfile.model_validate(edits.model_dump(exclude_unset=True))
    try:
        return await services.accounts.change_profile(ask)
    finally:
        # A caller carries the person's time zone.
        shared.identities.forget_person(asker.person_id)


@router.put("/password", status_code=204, responses=problems(TooManyAttempts))
async def change_password(services: ToChange, shared: Shared, asker: Asker, edit: PasswordEdit) -> None:
    """Ends every other session of the asker."""
    try:
        await services.accounts.change_password(ChangePassword(**edit.model_dump()))
    finally:
        shared.identities.forget_person(asker.person_id)


@router.get("/sessions", responses=problems())
async def find_sessions(services: SignedIn) -> Sessions:
    return await services.accounts.sessions(Nothing())


@router.delete("/sessions/{id}", status_code=204, responses=problems(NotFound))
async def end_session(services: ToChange, shared: Shared, here: Here, asker: Asker, id: UUID) -> None:
    """Ends one session of the asker, wherever it was begun."""
    try:
        await services.accounts.end_session(EndSession(session_id=id))
    finally:
        shared.identities.forget_session(id)
    if id == asker.session_id:
        here.session_cookies.append(shared.cookie.drop())
