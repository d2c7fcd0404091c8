"""What somebody plans with a contact or a candidate, as tests say it."""

from datetime import UTC, datetime
from uuid import UUID

from contracts.kinds import Kind
from contracts.settings import ChangeSettings, PersonalSettings, SettingsChanges

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def change(contact_id: UUID, kind: Kind = Kind.CONTACT, version: int | None = None, **changes) -> ChangeSettings:
    return ChangeSettings(kind=kind, contact_id=contact_id, version=version, changes=SettingsChanges(**changes))


def values(settings: PersonalSettings) -> tuple[object, object, str]:
    return settings.status, settings.follow_up_at, settings.follow_up_note
