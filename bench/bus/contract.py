"""A service that exists to be called: it adds one. Its stock twin answers the same, in plain JSON."""

from datetime import datetime
from uuid import UUID

from contracts.wire import Query, Service, Wire

STOCK_NAME = "stock_counting"


class Count(Wire):
    contact_id: UUID
    so_far: int
    called_at: datetime
    note: str = ""


class Counted(Wire):
    contact_id: UUID
    so_far: int
    called_at: datetime
    note: str


class Counting(Service):
    name = "counting"

    count = Query(Count, Counted, seconds=20)
