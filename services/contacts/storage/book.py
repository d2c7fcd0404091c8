"""One transaction's view of the store."""

from sqlalchemy import Connection

from contracts.contacts import Contacts
from contracts.wire import Caller
from kit.journal.announcing import Journal
from services.contacts.storage.call_logs import CallLogBook
from services.contacts.storage.contacts import ContactBook
from services.contacts.storage.history import HistoryBook
from services.contacts.storage.imports import ImportBook
from services.contacts.storage.personal_settings import PersonalSettingsBook
from services.contacts.storage.undone_imports import UndoBook


class Book:
    """All of what is done through it is kept, or none."""

    def __init__(self, connection: Connection, _caller: Caller | None) -> None:
        self.connection = connection
        self.contacts = ContactBook(connection)
        self.call_logs = CallLogBook(connection)
        self.history = HistoryBook(connection)
        self.imports = ImportBook(connection)
        self.undo = UndoBook(connection)
        self.personal_settings = PersonalSettingsBook(connection)
        self.journal = Journal(connection, Contacts)
