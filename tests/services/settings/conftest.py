from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from contracts.contacts import ContactArchived, ContactRestored
from contracts.kinds import Kind
from contracts.records import Contact
from contracts.wire import Caller
from kit.database import act_for
from services.settings.service import SettingsService

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def settings(service):
    """`settings(ann)` answers as Ann."""
    return lambda caller, **options: service(SettingsService, caller, **options)


@pytest.fixture
def hear(settings):
    """`hear(ann, bo, version=2, archived=True)` tells settings of a contact of Ann's team, as the event does."""

    def tell(caller: Caller, contact_id: UUID, *, version: int, archived: bool) -> None:
        contact = contact_as(contact_id, version=version, archived_at=NOON if archived else None)
        listening = settings(None)
        with listening.store.transaction():
            act_for(listening.store.connection, team_id=caller.team_id, person_id=None)
            if archived:
                listening.on_contact_archived(ContactArchived(contact=contact))
            else:
                listening.on_contact_restored(ContactRestored(contact=contact))

    return tell


def contact_as(contact_id: UUID, *, version: int, archived_at: datetime | None) -> Contact:
    return Contact(
        name="Bo Ek",
        id=contact_id,
        kind=Kind.CONTACT,
        last_called_at=None,
        created_at=NOON,
        created_by=uuid4(),
        updated_at=NOON,
        archived_at=archived_at,
        version=version,
    )
