"""What services hear, beside what the broker lets them."""

import pytest

from contracts.accounts import Accounts
from contracts.contacts import Contacts
from contracts.settings import Settings
from contracts.wire import Event
from deploy.topology import SERVICES
from kit.listening.entrypoint import hear, heard_by
from services.accounts.service import AccountsService
from services.chat.service import ChatService
from services.contacts.service import ContactsService
from services.settings.service import SettingsService

CONTRACTS = {"accounts": Accounts, "contacts": Contacts, "settings": Settings}


@pytest.mark.parametrize("service", [AccountsService, ContactsService, SettingsService, ChatService])
def test_a_service_hears_whom_the_topology_names(service):
    [part] = [part for part in SERVICES if part.name == service.name]

    assert set(heard_by(service)) == set(part.listens)
    assert all(set(feeds) <= set(CONTRACTS[source].calls()) for source, feeds in part.listens.items())


def test_what_nobody_announces_cannot_be_heard():
    class Silence(Event):
        pass

    with pytest.raises(TypeError, match="no contract announces Silence"):
        hear(Silence)(print)
