"""One transaction's view of the store."""

from uuid import UUID

from sqlalchemy import Connection

from contracts.contacts import CallLog, CallLogsOf, Contacts
from contracts.wire import Caller
from kit.journal.announcing import Journal
from services.contacts.storage.call_logs import CallLogBook
from services.contacts.storage.contacts import ContactBook
from services.contacts.storage.history import HistoryBook
from services.contacts.storage.imports import ImportBook
from services.contacts.storage.merges import MergeBook
from services.contacts.storage.personal_settings import PersonalSettingsBook
from services.contacts.storage.redirects import found_as
from services.contacts.storage.suspicions import SuspicionBook


class Book:
    """All of what is done through it is kept, or none."""

    def __init__(self, connection: Connection, _caller: Caller | None) -> None:
        self.connection = connection
        self.contacts = ContactBook(connection)
        self.call_logs = CallLogBook(connection)
        self.history = HistoryBook(connection)
        self.merges = MergeBook(connection)
        self.suspicions = SuspicionBook(connection)
        self.imports = ImportBook(connection)
        self.personal_settings = PersonalSettingsBook(connection)
        self.journal = Journal(connection, Contacts)

    def newest_calls_of(self, ask: CallLogsOf) -> dict[UUID, list[CallLog]]:
        """Under the ids that were asked for; of a merged contact its survivor's."""
        found = self.call_logs.newest_of(ask)
        redirects = found_as(self.connection, [asked for asked in ask.contact_ids if asked not in found], ask.kind)
        if redirects:
            survivors = ask.model_copy(update={"contact_ids": list(redirects.values())})
            further = self.call_logs.newest_of(survivors)
            found |= {old: further[now] for old, now in redirects.items() if now in further}
        return found
