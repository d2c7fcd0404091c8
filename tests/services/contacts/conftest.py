from collections.abc import Callable

import pytest

from contracts.contacts import CreateContact
from contracts.history import HistoryOf, HistoryPage
from contracts.kinds import Kind
from contracts.records import Contact, ContactFields
from contracts.settings import PersonalSettings, PersonalSettingsChanged
from contracts.wire import Caller
from kit.database import act_for
from services.contacts.service import ContactsService


@pytest.fixture
def contacts(service) -> Callable[..., ContactsService]:
    """`contacts(ann)` answers as Ann."""
    return lambda caller, **options: service(ContactsService, caller, **options)


@pytest.fixture
def add(contacts) -> Callable[..., Contact]:
    """`add(ann, name="Bo Ek")` makes a contact of Ann's team."""

    def make(caller: Caller, *, kind: Kind = Kind.CONTACT, name: str = "Bo Ek", **fields) -> Contact:
        return contacts(caller).create(CreateContact(kind=kind, fields=ContactFields(name=name, **fields)))

    return make


@pytest.fixture
def history(contacts) -> Callable[..., HistoryPage]:
    """`history(ann, bo)` is what Ann reads of Bo."""

    def read(caller: Caller, contact: Contact, **page) -> HistoryPage:
        return contacts(caller).history(HistoryOf(kind=contact.kind, contact_id=contact.id, **page))

    return read


@pytest.fixture
def hear(contacts) -> Callable[..., None]:
    """`hear(ann, bo, status="hot")` tells contacts what Ann planned with Bo, as the event does."""

    def tell(caller: Caller, contact: Contact, *, version: int = 1, **planned) -> None:
        settings = PersonalSettings(kind=contact.kind, contact_id=contact.id, version=version, **planned)
        listening = contacts(None)
        with listening.store.transaction():
            act_for(listening.store.connection, team_id=caller.team_id, person_id=caller.person_id)
            listening.on_personal_settings_changed(
                PersonalSettingsChanged(person_id=caller.person_id, settings=settings)
            )

    return tell
