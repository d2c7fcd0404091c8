"""Versions as strong ETags (RFC 9110, 8.8.3): `"7"` is version 7.

A contact is shown with what the asker plans with it, so its ETag names both versions: `"7.2"`. In If-Match
it says 7 to who changes the contact, and 2 to who changes the plans; a single version says itself to either.
"""

import re
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Header, Request, Response

from contracts.wire import Invalid
from gateway.refusals import PreconditionRequired

ETAG = re.compile(r'"(0|[1-9][0-9]{0,17})(?:\.(0|[1-9][0-9]{0,17}))?"')
ANY = "*"


def etag(*versions: int) -> str:
    return f'"{".".join(map(str, versions))}"'


IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", description="an ETag that is known already")]


def is_known(tag: str, if_none_match: str | None) -> bool:
    given = [part.strip().removeprefix("W/") for part in (if_none_match or "").split(",")]
    return tag in given or given == [ANY]


def not_modified(headers: Mapping[str, str]) -> Response:
    """With the headers that the whole answer would have."""
    return Response(status_code=304, headers=headers)


def versions_in(if_match: str | None) -> tuple[int | None, int | None]:
    """Of the record, and of the asker's plans with it; None and None for `*` and for no header."""
    if if_match is None or if_match.strip() == ANY:
        return None, None
    if found := ETAG.fullmatch(if_match.strip()):
        return int(found[1]), int(found[2] or found[1])
    raise Invalid.of("If-Match", "etag", 'If-Match takes one ETag as it was given, such as "7", or *.')


IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="the ETag that was seen, or `*`",
        json_schema_extra={"pattern": rf"^(?:{ETAG.pattern}|\*)$"},
    ),
]


async def seen_version(if_match: IfMatch = None) -> int | None:
    return versions_in(if_match)[0]


async def seen_settings_version(if_match: IfMatch = None) -> int | None:
    return versions_in(if_match)[1]


SeenVersion = Annotated[int | None, Depends(seen_version)]
SeenSettingsVersion = Annotated[int | None, Depends(seen_settings_version)]


async def required_version(request: Request, version: SeenVersion) -> int | None:
    if "if-match" not in request.headers:
        raise PreconditionRequired("Send If-Match with the ETag of the version you change, or *.")
    return version


RequiredVersion = Annotated[int | None, Depends(required_version)]
