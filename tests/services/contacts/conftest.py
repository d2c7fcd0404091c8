from collections.abc import Callable

import pytest

from contracts.contacts import Contact, ContactFields, CreateContact, Kind
from contracts.wire import Caller
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
