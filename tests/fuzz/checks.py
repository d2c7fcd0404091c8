"""What every answer must be: documented, as it is documented, no fault of ours, and if a refusal then a problem."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemathesis import Case, Response
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

AS_DOCUMENTED = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
REFUSED = 400
FAILED = 500
PROBLEM = "application/problem+json"
NAMES_FIELDS = {"invalid"}
NAMES_A_LIMIT = {"body-too-large", "batch-too-large"}


@dataclass(frozen=True)
class Fault:
    """`kind` is the same whenever the same thing is wrong; `detail` is of this one answer."""

    kind: str
    detail: str = ""


class Documented:
    """The problems of each operation and status, by their slugs."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document

    def slugs(self, case: Case, status: int) -> set[str]:
        operation = self.document["paths"][case.operation.path][case.operation.method]
        described = operation["responses"].get(str(status), {})
        if "$ref" in described:
            described = self.document["components"]["responses"][described["$ref"].rpartition("/")[2]]
        return set(described.get("content", {}).get(PROBLEM, {}).get("examples", {}))


def faults(case: Case, response: Response, documented: Documented) -> list[Fault]:
    # The document is silent about methods that an address does not have.
    is_described = case.method.lower() == case.operation.method
    found = [*against_the_document(case, response)] if is_described else []
    status = response.status_code
    if status >= FAILED:
        found.append(Fault(f"{status} though nothing was taken down", response.text))
    if status >= REFUSED:
        found += no_problem(response)
    if is_described and status >= REFUSED and not found:
        slug = slug_of(response)
        if slug not in documented.slugs(case, status):
            found.append(Fault(f"{status} with the undocumented problem {slug}", response.text))
    return found


def against_the_document(case: Case, response: Response) -> Iterator[Fault]:
    try:
        case.validate_response(response, checks=AS_DOCUMENTED)
    except FailureGroup as group:
        for failure in group.exceptions:
            yield Fault(f"{response.status_code}: {failure.title}", failure.message)


def no_problem(response: Response) -> Iterator[Fault]:
    content_type = header(response, "content-type")
    if content_type != PROBLEM:
        yield Fault(f"{response.status_code} is {content_type or 'nothing'} and no problem", response.text)
        return
    problem = response.json()
    slug = slug_of(response)
    if problem["status"] != response.status_code:
        yield Fault("A problem of another status", response.text)
    if problem["request_id"] != header(response, "x-request-id"):
        yield Fault("A problem of another request", response.text)
    if slug in NAMES_FIELDS and not problem.get("errors"):
        yield Fault(f"{slug} names no field", response.text)
    if slug in NAMES_A_LIMIT and "limit" not in problem:
        yield Fault(f"{slug} names no limit", response.text)


def slug_of(response: Response) -> str:
    slug: str = response.json()["type"].rpartition("/")[2]
    return slug


def header(response: Response, name: str) -> str:
    return next(iter(response.headers.get(name, [])), "")
