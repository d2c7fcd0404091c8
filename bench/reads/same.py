"""The services' own methods without a bus around them, so that all three systems run the same SQL."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine

from contracts.wire import Caller, Role
from kit.database import Transactions
from services.contacts.service import ContactsService
from services.contacts.storage.book import Book
from services.settings.service import SettingsService
from services.settings.storage import PersonalBook


def caller_of(person_id: UUID, team_id: UUID) -> Caller:
    """Somebody whom nobody asked to sign in."""
    return Caller(
        person_id=person_id,
        team_id=team_id,
        session_id=uuid4(),
        role=Role.MEMBER,
        time_zone="Europe/Stockholm",
        country="SE",
    )


def contacts_for(caller: Caller, engine: Engine) -> ContactsService:
    service = ContactsService()
    put_into(service, caller, Transactions(engine, Book, caller))
    return service


def settings_for(caller: Caller, engine: Engine) -> SettingsService:
    service = SettingsService()
    put_into(service, caller, Transactions(engine, PersonalBook, caller, key=str(uuid4())))
    return service


def put_into(service: Any, caller: Caller, store: Transactions[Any]) -> None:
    """What nameko puts into the instance of each call."""
    service.asking = caller
    service.store = store
