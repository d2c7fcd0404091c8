"""One transaction's view of the store."""

from sqlalchemy import Connection

from contracts.chat import Chat
from contracts.wire import Caller
from kit.journal.announcing import Journal
from services.chat.storage.conversations import ConversationBook
from services.chat.storage.members import MemberBook
from services.chat.storage.messages import MessageBook
from services.chat.storage.people import PeopleBook


class Book:
    """All of what is done through it is kept, or none."""

    def __init__(self, connection: Connection, _caller: Caller | None) -> None:
        self.connection = connection
        self.people = PeopleBook(connection)
        self.conversations = ConversationBook(connection)
        self.members = MemberBook(connection)
        self.messages = MessageBook(connection)
        self.journal = Journal(connection, Chat)
