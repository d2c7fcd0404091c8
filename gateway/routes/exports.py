"""A list as a file: what a spreadsheet shows of each contact, and an import knows again. Nothing of anybody's plans."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from contracts.accounts import RecordExport
from contracts.contacts import ContactPage, ExportContacts
from contracts.records import Contact
from contracts.wire import Nothing
from gateway.asking import Services, SignedIn, go_on
from gateway.csv_text import csv_file, described
from gateway.documentation import problems
from gateway.routes.contacts import just_changed
from gateway.routes.kinds import List, Wanted

COLUMNS = (
    "Id", "Name", "Company", "Title", "Phone", "Phone 2", "Phone 3", "E-mail", "E-mail 2", "E-mail 3", "Tags",
    "Owner", "Notes", "Created", "Last called",
)  # fmt: skip
BETWEEN = "; "
"""Several in one cell. An import divides them here."""

SIGNED = re.compile(r"'+[=+\-@\t\r]")
"""Text whose first sign an import would take for one that kept a formula from running: it gets another one."""

TAG_IN_QUOTES = re.compile(r"[;,|\n\"]|:::|\* ")
"""What an import would divide, or leave out, if it were not quoted."""


class Delimiter(StrEnum):
    """What the spreadsheets of a country expect."""

    COMMA = "comma"
    SEMICOLON = "semicolon"

    @property
    def sign(self) -> str:
        return {Delimiter.COMMA: ",", Delimiter.SEMICOLON: ";"}[self]


def exports_router(of: List) -> APIRouter:
    router = APIRouter(prefix=of.path, tags=[of.tag])

    @router.get(
        "/export.csv",
        response_class=StreamingResponse,
        responses={**problems(), **described("The contacts that are in the list")},
    )
    async def export(
        *,
        services: SignedIn,
        request: Request,
        wanted: Annotated[Wanted, Depends(of.wanted)],
        q: Annotated[str, Query(description="as in the list")] = "",
        tag: Annotated[str | None, Query(max_length=200)] = None,
        owner: UUID | None = None,
        archived: Annotated[bool, Query(description="the archived ones instead")] = False,
        delimiter: Delimiter = Delimiter.COMMA,
    ) -> StreamingResponse:
        """All of the list, the oldest first. Imported again it changes nothing. Each export is in the team's audit."""
        ask = ExportContacts(
            kind=of.kind,
            q=q,
            tag=tag,
            owner_id=owner,
            archived=archived,
            statuses=sorted(wanted),
            recent=await just_changed(services, of.kind) if wanted else [],
        )
        first = await services.contacts.export(ask)
        people = await services.accounts.people(Nothing())
        names = {person.id: person.name for person in people.items}
        said = {"q": q, "tag": tag or "", "owner": str(owner or ""), "archived": "true" if archived else ""}
        filters = {name: text for name, text in said.items() if text}
        await services.accounts.record_export(RecordExport(kind=of.kind, filters=filters))

        async def rows() -> AsyncIterator[list[Sequence[str]]]:
            yield [COLUMNS]
            async for contacts in pages(services, request, ask, first):
                yield [cells(contact, names) for contact in contacts]

        day = datetime.now(UTC).date().isoformat()
        return csv_file(f"{of.tag}-{day}.csv", rows(), delimiter.sign)

    return router


async def pages(
    services: Services, request: Request, ask: ExportContacts, page: ContactPage
) -> AsyncIterator[list[Contact]]:
    """From `page` on, one in memory at a time, each when the one before has been taken."""
    yield page.items
    while page.next_cursor is not None:
        await go_on(request)
        page = await services.contacts.export(ask.model_copy(update={"cursor": page.next_cursor}))
        yield page.items


def cells(contact: Contact, names: Mapping[UUID, str]) -> list[str]:
    plain = (
        str(contact.id),
        contact.name,
        contact.company,
        contact.title,
        *in_three_cells(contact.phones),
        *in_three_cells(contact.emails),
        BETWEEN.join(map(quoted, contact.tags)),
        names.get(contact.owner_id, "") if contact.owner_id else "",
        contact.notes,
        moment(contact.created_at),
        moment(contact.last_called_at) if contact.last_called_at else "",
    )
    return [f"'{cell}" if SIGNED.match(cell) else cell for cell in plain]


def in_three_cells(several: Sequence[str]) -> Iterator[str]:
    """The third one holds all that are left."""
    yield from (*several[:2], *("" for _ in range(2 - len(several))), BETWEEN.join(several[2:]))


def quoted(tag: str) -> str:
    return '"{}"'.format(tag.replace('"', '""')) if TAG_IN_QUOTES.search(tag) else tag


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
