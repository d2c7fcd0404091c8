"""The OpenAPI document: every status and every problem of every route."""

from functools import cache, partial
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from contracts.accounts import NotSignedIn
from contracts.wire import Invalid, KeyInProgress, KeyReused, Refusal
from gateway.bus import BusUnavailable, OutcomeUnknown
from gateway.refusals import (
    STATUS,
    BodyTooLarge,
    BodyTooSlow,
    CrossSite,
    Failed,
    HeadTooLarge,
    Malformed,
    MediaTypeNotSupported,
    QuotaExceeded,
)
from gateway.shapes import Problem

DESCRIPTION = """
A person signs in with `POST /api/session` and is known by a cookie from then on.

Every refusal is a problem (RFC 9457, `application/problem+json`) whose `type` ends in a slug that never changes.
A contact that was merged into another one is found as that one, with its address in `Content-Location`.
A request that changes something may carry `Idempotency-Key`: asked again with the same key within 48 hours, it has
one effect and gets the same answer, with `Idempotency-Replayed: true`. A record's `version` is its ETag; `If-Match`
makes sure that nobody changed it meanwhile. Lists are read page by page: `next_cursor` of one page is `cursor` of the
next, null is the end. Moments are RFC 3339 with an offset.

What happens is told as it happens by `GET /api/stream`, one stream a browser. The last `id` of it is the cursor from
which another stream, or `GET /api/events`, goes on.
"""

PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}
PROBLEM_JSON = "application/problem+json"


def header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


ETAG = header("the version, for If-Match and If-None-Match")
VERSIONED: dict[int | str, dict[str, Any]] = {200: {"headers": {"ETag": ETAG}}}
FOUND: dict[int | str, dict[str, Any]] = {
    200: {"headers": {"ETag": ETAG, "Content-Location": header("of the contact that the asked one was merged into")}}
}
CREATED: dict[int | str, dict[str, Any]] = {201: {"headers": {"ETag": ETAG, "Location": header("of the new record")}}}
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "What If-None-Match names is still so", "headers": {"ETag": ETAG}}
}
REPLAYED = header("`true` when this is the answer of an earlier request with the same key")
HEADERS_OF_ALL = {
    "RateLimit": header("what is left, as draft-ietf-httpapi-ratelimit-headers says it"),
    "RateLimit-Policy": header("what is allowed"),
    "X-Request-Id": header("names this request in the logs; the client may choose it"),
}


def problems(*refusals: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """The refusals of one route, for `responses=`. What every route may refuse is added to the document later."""
    told: dict[int | str, dict[str, Any]] = {}
    for refusal in refusals:
        add_problem(told, STATUS[refusal], refusal.slug, refusal.title)
    return told


def add_problem(responses: dict[Any, Any], status: int | str, slug: str, title: str) -> None:
    described = responses.setdefault(status, {})
    content = described.setdefault("content", {}).setdefault(PROBLEM_JSON, {"schema": PROBLEM_REF, "examples": {}})
    content["examples"][slug] = {
        "value": {"type": f"/problems/{slug}", "title": title, "status": int(status)},
    }
    described["description"] = ", ".join(content["examples"])


def common_refusals(method: str, operation: dict[str, Any]) -> list[type[Refusal]]:
    refusals: list[type[Refusal]] = [Failed, Malformed, HeadTooLarge, QuotaExceeded, BusUnavailable, OutcomeUnknown]
    signed_in = "security" in operation
    if "parameters" in operation or "requestBody" in operation:
        refusals.append(Invalid)
    if signed_in:
        refusals.append(NotSignedIn)
    if method != "get":
        # Of those that take no body as well: it is looked at before anybody knows.
        refusals += [CrossSite, BodyTooLarge, BodyTooSlow, MediaTypeNotSupported]
        if signed_in:
            refusals += [KeyReused, KeyInProgress]
    return refusals


def complete(method: str, operation: dict[str, Any]) -> None:
    """Adds what the layers around the routes may answer."""
    responses = operation["responses"]
    if PROBLEM_JSON not in responses.get("422", {}).get("content", {}):
        # What FastAPI would answer, if the gateway let it.
        responses.pop("422", None)
    for refusal in common_refusals(method, operation):
        add_problem(responses, str(int(STATUS[refusal])), refusal.slug, refusal.title)
    for described in responses.values():
        named = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS_OF_ALL}
        described.setdefault("headers", {}).update(named)
    if method != "get" and "security" in operation:
        responses[min(responses)]["headers"]["Idempotency-Replayed"] = REPLAYED
    operation["responses"] = dict(sorted(responses.items()))


def share_problems(operation: dict[str, Any], shared: dict[str, Any]) -> None:
    """Says each problem once in the document, by name."""
    for status, described in operation["responses"].items():
        if PROBLEM_JSON in described.get("content", {}):
            name = "_or_".join(described["content"][PROBLEM_JSON]["examples"])
            shared[name] = described
            operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}


def document(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
    components = schema["components"]
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"] |= problem.pop("$defs") | {"Problem": problem}
    components["headers"] = HEADERS_OF_ALL
    components["responses"] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            if path.startswith("/api/"):
                complete(method, operation)
            share_problems(operation, components["responses"])
    return schema


def operation_id(route: APIRoute) -> str:
    return f"{route.tags[0]}-{route.name}".replace("_", "-")


def install(app: FastAPI) -> None:
    """The document is made once, when it is first asked for."""
    app.openapi = cache(partial(document, app))  # type: ignore[method-assign]
