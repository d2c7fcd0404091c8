"""The two lists, contacts and TMA candidates: one shape of routes, each with its own statuses."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from contracts.kinds import Kind
from contracts.records import Contact
from contracts.settings import (
    PersonalSettings,
    SettingsChanges,
    SettingsOf,
)
from contracts.wire import Wire
from gateway.asking import Services
from gateway.etags import etag
from gateway.merge_shapes import (
    ContactSettingsSetAside,
    CreatedCandidate,
    CreatedContact,
    MergedCandidate,
    MergedContact,
    TmaSettingsSetAside,
)
from gateway.shapes import (
    ContactSettingsById,
    ContactSettingsEdits,
    ContactStatusFilter,
    MyContactSettings,
    MyTmaSettings,
    ShownCandidate,
    ShownCandidatePage,
    ShownContact,
    ShownContactPage,
    TmaSettingsById,
    TmaSettingsEdits,
    TmaStatusFilter,
)

Wanted = frozenset[str]
"""The statuses a list is filtered by; empty: no filter."""


async def wanted_of_contacts(
    status: Annotated[list[ContactStatusFilter], Query(description="the asker's own; repeatable")] = [],  # noqa: B006
) -> Wanted:
    return frozenset(status)


async def wanted_of_candidates(
    status: Annotated[list[TmaStatusFilter], Query(description="the asker's own; repeatable")] = [],  # noqa: B006
) -> Wanted:
    return frozenset(status)


async def contact_changes(edits: ContactSettingsEdits) -> SettingsChanges:
    return SettingsChanges.model_validate(edits.model_dump(exclude_unset=True))


async def candidate_changes(edits: TmaSettingsEdits) -> SettingsChanges:
    return SettingsChanges.model_validate(edits.model_dump(exclude_unset=True))


@dataclass(frozen=True)
class List:
    """One of the two lists as HTTP shows it."""

    kind: Kind
    path: str
    tag: str
    my: type[Wire]
    shown: type[Wire]
    page: type[Wire]
    settings_by_id: type[Wire]
    set_aside: type[Wire]
    created: type[Wire]
    merged: type[Wire]
    wanted: Callable[..., Awaitable[Wanted]]
    changes: Callable[..., Awaitable[SettingsChanges]]

    def my_of(self, settings: PersonalSettings | None) -> Wire:
        return self.my.model_validate(vars(settings) if settings else NEVER_SET)

    def show(self, contact: Contact, settings: PersonalSettings | None) -> Any:
        return self.shown.model_validate({**vars(contact), "my": vars(settings) if settings else NEVER_SET})


NEVER_SET = {"status": None, "follow_up_at": None, "follow_up_note": "", "version": 0}

CONTACTS = List(
    kind=Kind.CONTACT,
    path="/api/contacts",
    tag="contacts",
    my=MyContactSettings,
    shown=ShownContact,
    page=ShownContactPage,
    settings_by_id=ContactSettingsById,
    set_aside=ContactSettingsSetAside,
    created=CreatedContact,
    merged=MergedContact,
    wanted=wanted_of_contacts,
    changes=contact_changes,
)
CANDIDATES = List(
    kind=Kind.TMA,
    path="/api/tma",
    tag="tma",
    my=MyTmaSettings,
    shown=ShownCandidate,
    page=ShownCandidatePage,
    settings_by_id=TmaSettingsById,
    set_aside=TmaSettingsSetAside,
    created=CreatedCandidate,
    merged=MergedCandidate,
    wanted=wanted_of_candidates,
    changes=candidate_changes,
)
LIST_OF = {of.kind: of for of in (CONTACTS, CANDIDATES)}


async def settings_by_id(
    services: Services, kind: Kind, contact_ids: Iterable[UUID]
) -> Mapping[UUID, PersonalSettings]:
    """The asker's own; what was never set is absent."""
    ids = list(contact_ids)
    if not ids:
        return {}
    found = await services.settings.get_many(SettingsOf(kind=kind, contact_ids=ids))
    return {settings.contact_id: settings for settings in found.items}


async def shown(
    services: Services, of: List, contact: Contact, response: Response, asked_id: UUID | None = None
) -> Any:
    """With what the asker plans with it. `asked_id` is another one's that was merged into it, or its own."""
    settings = (await settings_by_id(services, of.kind, [contact.id])).get(contact.id)
    response.headers["ETag"] = etag(contact.version, settings.version if settings else 0)
    if asked_id not in (None, contact.id):
        response.headers["Content-Location"] = f"{of.path}/{contact.id}"
    return of.show(contact, settings)
