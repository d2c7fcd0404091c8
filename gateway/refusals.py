"""Every "no" as problem+json (RFC 9457). One table says which status each refusal has."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts import accounts, contacts, conversations, imports, merges, messages, push, wire
from contracts.wire import FieldError, Refusal
from gateway import bus
from gateway.calling import ServiceFailed
from gateway.visit import Visit, visit_of

log = structlog.get_logger()


class Malformed(Refusal):
    slug = "malformed"
    title = "The request cannot be read"


class CrossSite(Refusal):
    slug = "cross-site"
    title = "Another site may not ask this"


class MediaTypeNotSupported(Refusal):
    slug = "media-type-not-supported"
    title = "This content type is not accepted here"


class BodyTooLarge(Refusal):
    """`facts["limit"]` is in bytes."""

    slug = "body-too-large"
    title = "The request body is too large"


class BodyTooSlow(Refusal):
    """`facts["limit"]` is in seconds."""

    slug = "body-too-slow"
    title = "The request body came too slowly"


class HeadTooLarge(Refusal):
    """`facts["limit"]` is in bytes."""

    slug = "head-too-large"
    title = "The request line and the headers are too large"


class PreconditionRequired(Refusal):
    slug = "precondition-required"
    title = "Say which version you change"


class QuotaExceeded(Refusal):
    """`facts["retry_after"]` is in seconds."""

    slug = "quota-exceeded"
    title = "Too many requests"


class TooManyStreams(Refusal):
    """`facts` are `limit` and `retry_after`, in seconds."""

    slug = "too-many-streams"
    title = "Too many live streams"


class Failed(Refusal):
    """A bug, or a service that broke. Nothing more of it is told."""

    slug = "internal-error"
    title = "This did not work"


STATUS: dict[type[Refusal], HTTPStatus] = {
    wire.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    wire.NotFound: HTTPStatus.NOT_FOUND,
    wire.Forbidden: HTTPStatus.FORBIDDEN,
    wire.VersionMismatch: HTTPStatus.PRECONDITION_FAILED,
    wire.BatchTooLarge: HTTPStatus.BAD_REQUEST,
    wire.KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    wire.KeyInProgress: HTTPStatus.CONFLICT,
    wire.TooLate: HTTPStatus.SERVICE_UNAVAILABLE,
    wire.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    # The gateway signs every caller itself: a service that does not believe it is our fault.
    wire.NotTheCaller: HTTPStatus.INTERNAL_SERVER_ERROR,
    accounts.AlreadySetUp: HTTPStatus.CONFLICT,
    accounts.WrongCredentials: HTTPStatus.UNAUTHORIZED,
    accounts.NotSignedIn: HTTPStatus.UNAUTHORIZED,
    accounts.TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
    accounts.LinkNotValid: HTTPStatus.GONE,
    accounts.EmailTaken: HTTPStatus.CONFLICT,
    accounts.LastOwner: HTTPStatus.CONFLICT,
    contacts.NotYourCallLog: HTTPStatus.FORBIDDEN,
    conversations.NotAMember: HTTPStatus.FORBIDDEN,
    conversations.ConversationArchived: HTTPStatus.CONFLICT,
    conversations.ConversationFull: HTTPStatus.CONFLICT,
    conversations.CannotLeave: HTTPStatus.CONFLICT,
    messages.MessageIdTaken: HTTPStatus.CONFLICT,
    messages.NotYourMessage: HTTPStatus.FORBIDDEN,
    messages.TooManyReactions: HTTPStatus.CONFLICT,
    push.TooManySubscriptions: HTTPStatus.CONFLICT,
    imports.ImportRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    imports.ImportNotReady: HTTPStatus.CONFLICT,
    merges.MergeRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    merges.NotUndoable: HTTPStatus.CONFLICT,
    bus.Later: HTTPStatus.SERVICE_UNAVAILABLE,
    bus.BusUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    bus.OutcomeUnknown: HTTPStatus.SERVICE_UNAVAILABLE,
    Malformed: HTTPStatus.BAD_REQUEST,
    CrossSite: HTTPStatus.FORBIDDEN,
    MediaTypeNotSupported: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BodyTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    HeadTooLarge: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    PreconditionRequired: HTTPStatus.PRECONDITION_REQUIRED,
    QuotaExceeded: HTTPStatus.TOO_MANY_REQUESTS,
    TooManyStreams: HTTPStatus.TOO_MANY_REQUESTS,
    Failed: HTTPStatus.INTERNAL_SERVER_ERROR,
}

RETRY_AFTER_SECONDS = 1
NOT_READ_FURTHER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE}


def problem(
    scope: Scope,
    *,
    slug: str,
    title: str,
    status: int,
    detail: str,
    errors: Sequence[FieldError] = (),
    facts: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    told: dict[str, Any] = {
        **(facts or {}),
        "type": f"/problems/{slug}",
        "title": title,
        "status": int(status),
        "detail": detail,
        "instance": scope["path"],
        "request_id": visit_of(scope).request_id,
    }
    if errors:
        told["errors"] = [error.model_dump() for error in errors]
    return JSONResponse(told, status, headers, media_type="application/problem+json")


def refused(scope: Scope, refusal: Refusal) -> JSONResponse:
    status = STATUS[type(refusal)]
    headers: dict[str, str] = {}
    facts = dict(refusal.facts)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        facts.setdefault("retry_after", RETRY_AFTER_SECONDS)
    if "retry_after" in facts:
        headers["Retry-After"] = str(facts["retry_after"])
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Cookie"
    if status in NOT_READ_FURTHER:
        headers["Connection"] = "close"
    return problem(
        scope,
        slug=refusal.slug,
        title=refusal.title,
        status=status,
        detail=refusal.detail,
        errors=refusal.errors,
        facts=facts,
        headers=headers,
    )


def whole_answer(refusal: Refusal) -> bytes:
    """As it goes over the wire, for who is refused before there is a request."""
    answer = refused({"path": "", "state": {"visit": Visit(str(uuid4()), address="", who=refusal)}}, refusal)
    status = f"HTTP/1.1 {answer.status_code} {HTTPStatus(answer.status_code).phrase}".encode()
    return b"\r\n".join([status, *(b": ".join(header) for header in answer.raw_headers), b"", answer.body])


def failed(scope: Scope) -> JSONResponse:
    return refused(scope, Failed("Something went wrong on our side. Please give the request id when you report it."))


def field_errors(error: RequestValidationError) -> list[FieldError]:
    """What pydantic found, without the values it found it in."""
    return [
        FieldError(
            # The first part says where the field is: body, query, path or header.
            field=".".join(str(part) for part in fault["loc"][1:]),
            code=fault["type"],
            detail=fault["msg"],
        )
        for fault in error.errors()
    ]


def invalid(scope: Scope, error: RequestValidationError) -> JSONResponse:
    if any(fault["type"] == "json_invalid" for fault in error.errors()):
        return refused(scope, Malformed("The request body is not valid JSON."))
    errors = field_errors(error)
    named = ", ".join(dict.fromkeys(fault.field or "the body" for fault in errors))
    return refused(scope, wire.Invalid(f"Not valid: {named}.", errors=errors))


def http_error(scope: Scope, error: HTTPException) -> JSONResponse:
    """What the framework itself refuses: no such route, no such method, a body it cannot parse."""
    if error.status_code == HTTPStatus.NOT_FOUND:
        return refused(scope, wire.NotFound("There is nothing at this address."))
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return refused(scope, Malformed("The request body cannot be read."))
    status = HTTPStatus(error.status_code)
    return problem(
        scope,
        slug=status.phrase.lower().replace(" ", "-"),
        title=status.phrase,
        status=status,
        detail=status.description,
        headers=error.headers,
    )


async def answer(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, Refusal):
        return refused(request.scope, error)
    if isinstance(error, RequestValidationError):
        return invalid(request.scope, error)
    if isinstance(error, HTTPException):
        return http_error(request.scope, error)
    return failed(request.scope)


def install(app: FastAPI) -> None:
    # The calling layer has logged a ServiceFailed; any other exception goes on to be logged by Problems.
    for kind in (Refusal, RequestValidationError, HTTPException, ServiceFailed, Exception):
        app.add_exception_handler(kind, answer)


class Problems:
    """Answers what the layers below it raise, and logs what nobody foresaw."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            log.info("client went away", method=scope["method"], path=scope["path"])
        except Refusal as refusal:
            await refused(scope, refusal)(scope, receive, send)
        except Exception:
            log.exception("request failed", method=scope["method"], path=scope["path"])
            if not started:
                await failed(scope)(scope, receive, send)
