"""The record of a contact or a TMA candidate: what is filled in, what may change of it, and how it is shown."""

from datetime import datetime
from uuid import UUID

from contracts.kinds import Kind
from contracts.wire import Wire


class ContactFields(Wire):
    """What a person fills in. Phones are read in the team's country, kept in E.164, an extension as `;ext=12`."""

    name: str
    company: str = ""
    title: str = ""
    phones: list[str] = []
    emails: list[str] = []
    tags: list[str] = []
    owner_id: UUID | None = None
    notes: str = ""


class ContactChanges(Wire):
    """Only the fields that are set change; a list replaces the list."""

    name: str | None = None
    company: str | None = None
    title: str | None = None
    phones: list[str] | None = None
    emails: list[str] | None = None
    tags: list[str] | None = None
    owner_id: UUID | None = None
    notes: str | None = None


class Contact(ContactFields):
    id: UUID
    kind: Kind
    last_called_at: datetime | None
    created_at: datetime
    created_by: UUID
    updated_at: datetime
    archived_at: datetime | None
    version: int
