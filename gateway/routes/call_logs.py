"""Who called whom, and when: the team's, corrected and removed by its author alone."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from contracts.contacts import (
    CallLog,
    CallLogChanges,
    CallLogPage,
    CallLogs,
    CallLogsOf,
    ChangeCallLog,
    LogCall,
    NotYourCallLog,
    OneCallLog,
    RecentCalls,
)
from contracts.wire import LARGEST_PAGE, BatchTooLarge, NotFound, VersionMismatch
from gateway.asking import SignedIn, ToChange
from gateway.documentation import CREATED, VERSIONED, problems
from gateway.etags import SeenVersion, etag
from gateway.routes.kinds import List
from gateway.shapes import CallLogEdits, CallLogsAsk, Moment, NewCallLog

RECENT = timedelta(hours=24)


def call_logs_of_router(of: List) -> APIRouter:
    router = APIRouter(prefix=of.path, tags=[of.tag])

    @router.post("/call-logs", responses=problems(BatchTooLarge))
    async def call_logs_of(services: SignedIn, ask: CallLogsAsk) -> CallLogs:
        """The newest calls of 1 to 500 contacts, newest first. An id that is not the team's is absent."""
        return await services.contacts.call_logs_of(CallLogsOf(kind=of.kind, **ask.model_dump()))

    @router.post("/{id}/call-logs", status_code=201, responses={**problems(NotFound), **CREATED})
    async def log_call(services: ToChange, id: UUID, call: NewCallLog, response: Response) -> CallLog:
        logged = await services.contacts.log_call(LogCall(kind=of.kind, contact_id=id, **call.model_dump()))
        response.headers["Location"] = f"/api/call-logs/{logged.id}"
        response.headers["ETag"] = etag(logged.version)
        return logged

    return router


call_logs = APIRouter(prefix="/api/call-logs", tags=["call-logs"])


@call_logs.get("", responses=problems())
async def find_recent_calls(
    services: SignedIn,
    since: Annotated[Moment | None, Query(description="left out: 24 hours ago")] = None,
    person: UUID | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
) -> CallLogPage:
    """The team's calls, newest first."""
    since = since or datetime.now(UTC) - RECENT
    return await services.contacts.recent_calls(RecentCalls(since=since, person_id=person, cursor=cursor, limit=limit))


@call_logs.patch("/{id}", responses={**problems(NotFound, NotYourCallLog, VersionMismatch), **VERSIONED})
async def change_call_log(
    services: ToChange, id: UUID, edits: CallLogEdits, version: SeenVersion, response: Response
) -> CallLog:
    changes = CallLogChanges.model_validate(edits.model_dump(exclude_unset=True))
    changed = await services.contacts.change_call_log(ChangeCallLog(id=id, version=version, changes=changes))
    response.headers["ETag"] = etag(changed.version)
    return changed


@call_logs.delete("/{id}", status_code=204, responses=problems(NotFound, NotYourCallLog))
async def remove_call_log(services: ToChange, id: UUID) -> None:
    await services.contacts.remove_call_log(OneCallLog(id=id))
