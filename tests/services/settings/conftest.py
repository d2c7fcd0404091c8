from collections.abc import Callable
from uuid import UUID

import pytest
from support.merging import NOON, contact_as, merge_of, merged_event, undone_event
from support.planning import change

from contracts.contacts import (
    ArchivedAfter,
    ArchivedContact,
    ArchivedContactsPage,
    ContactArchived,
    ContactRestored,
    Contacts,
)
from contracts.kinds import Kind
from contracts.merges import ContactsMerged, Merge, MergeUndone
from contracts.settings import FollowUps, PersonalSettings, Scope, SetAside, SetAsideOf, Settings, SettingsOf
from contracts.wire import Caller, Event
from kit.database import act_for
from services.settings.service import SettingsService

METHODS = {
    ContactArchived: SettingsService.on_contact_archived,
    ContactRestored: SettingsService.on_contact_restored,
    ContactsMerged: SettingsService.on_contacts_merged,
    MergeUndone: SettingsService.on_merge_undone,
}


@pytest.fixture
def settings(service):
    """`settings(ann)` answers as Ann."""
    return lambda caller, **options: service(SettingsService, caller, **options)


@pytest.fixture
def tell(settings) -> Callable[[Caller, Event], None]:
    """Settings hears an event of Ann's team, as its listener does."""

    def told(caller: Caller, event: Event) -> None:
        listening = settings(None)
        with listening.store.transaction():
            act_for(listening.store.connection, team_id=caller.team_id, person_id=None)
            METHODS[type(event)](listening, event)

    return told


@pytest.fixture
def hear(tell) -> Callable[..., None]:
    """`hear(ann, bo, version=2, archived=True)` tells settings of a contact of Ann's team, as the event does."""

    def heard(caller: Caller, contact_id: UUID, *, version: int, archived: bool) -> None:
        contact = contact_as(contact_id, version=version, archived_at=NOON if archived else None)
        tell(caller, ContactArchived(contact=contact) if archived else ContactRestored(contact=contact))

    return heard


@pytest.fixture
def merge(tell) -> Callable[..., Merge]:
    """`merge(ann, bo, into=bea)`: in Ann's team, and settings has heard of it."""

    def merged(caller: Caller, merged_id: UUID, *, into: UUID, kind: Kind = Kind.CONTACT) -> Merge:
        made = merge_of(merged_id, into, kind)
        tell(caller, merged_event(made))
        return made

    return merged


@pytest.fixture
def undo(tell) -> Callable[[Caller, Merge], None]:
    return lambda caller, merge: tell(caller, undone_event(merge))


@pytest.fixture
def rebuild(settings) -> Callable[..., None]:
    """`rebuild([bo], [cia])`: contacts tells these archived ones, page by page."""

    def rebuilt(*pages: list[ArchivedContact]) -> None:
        settings(None).rebuild_from_contacts(feed(*pages))

    return rebuilt


def feed(*pages: list[ArchivedContact]):
    def ask_feed(call, ask: ArchivedAfter) -> ArchivedContactsPage:
        assert call is Contacts.archived_contacts
        number = int(ask.after or 0)
        following = str(number + 1) if number + 1 < len(pages) else None
        return ArchivedContactsPage(items=pages[number], next_after=following)

    return ask_feed


class Plans:
    """What people plan, by whom and with which contact."""

    def __init__(self, settings, announced) -> None:
        self.settings = settings
        self.announced = announced

    def make(self, caller: Caller, contact_id: UUID, kind: Kind = Kind.CONTACT, **changes) -> PersonalSettings:
        return self.settings(caller).change(change(contact_id, kind, **changes))

    def of(self, caller: Caller, *contact_ids: UUID, kind: Kind = Kind.CONTACT) -> list[PersonalSettings]:
        """As they are kept under exactly these ids."""
        return self.settings(caller).get_many(SettingsOf(kind=kind, contact_ids=list(contact_ids))).items

    def set_aside(self, caller: Caller, contact_id: UUID, kind: Kind = Kind.CONTACT) -> list[SetAside]:
        return self.settings(caller).set_aside(SetAsideOf(kind=kind, contact_id=contact_id)).items

    def overdue(self, caller: Caller) -> list[UUID]:
        return [own.contact_id for own in self.settings(caller).follow_ups(FollowUps(scope=Scope.OVERDUE)).items]

    def told(self, caller: Caller) -> list:
        return self.announced(Settings, caller.team_id)


@pytest.fixture
def plans(settings, announced) -> Plans:
    return Plans(settings, announced)
