"""One transaction's view of the store."""

from sqlalchemy import Connection

from contracts.push import Push
from contracts.wire import Caller
from kit.journal.announcing import Journal
from services.push.storage.deliveries import DeliveryBook
from services.push.storage.preferences import PreferenceBook
from services.push.storage.subscriptions import SubscriptionBook


class Book:
    """All of what is done through it is kept, or none."""

    def __init__(self, connection: Connection, _caller: Caller | None) -> None:
        self.connection = connection
        self.subscriptions = SubscriptionBook(connection)
        self.preferences = PreferenceBook(connection)
        self.deliveries = DeliveryBook(connection)
        self.journal = Journal(connection, Push)
