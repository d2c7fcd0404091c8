"""Push on real Postgres, without a bus and without anything that goes out."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from support.push_server import BrowserDevice

from contracts.journal import Entry
from contracts.push import Subscribe, SubscriptionKeys
from contracts.wire import Caller
from kit.database import act_for
from services.push.config import PushConfig
from services.push.domain.endpoints import KNOWN
from services.push.sending.vapid import key_of, public_key_of
from services.push.service import PushService
from services.push.storage.deliveries import What

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
PUBLIC_KEY = public_key_of(key_of(KEY))


ORIGIN = "https://web.push.apple.com"
"""Of the devices' push service, to which nobody goes."""


@pytest.fixture
def config() -> PushConfig:
    return PushConfig(
        amqp_url="amqp://nobody@nowhere",
        metrics_port=1,
        database_url="postgresql://nobody@nowhere",
        caller_public_key="",
        public_origin="https://qero.nord.se",
        vapid_private_keys=KEY,
        vapid_subject="mailto:it@nord.se",
        push_services=",".join(KNOWN),
    )


@pytest.fixture
def push(service) -> Callable[..., PushService]:
    return lambda caller, **options: service(PushService, caller, **options)


@pytest.fixture
def subscribe(push) -> Callable[..., UUID]:
    """`subscribe(ann)` is a device of Ann's."""

    def subscribed(person: Caller, **fields: Any) -> UUID:
        device = BrowserDevice(ORIGIN)
        ask = Subscribe(endpoint=device.endpoint, keys=SubscriptionKeys(**device.keys), public_key=PUBLIC_KEY, **fields)
        with push(person).store.transaction() as book:
            return book.subscriptions.keep(ask, ORIGIN, person).id

    return subscribed


@pytest.fixture
def enqueue(push) -> Callable[..., Entry]:
    """`enqueue(ann, to=[ben])`: a message of Ann's that is to ring Ben."""

    def enqueued(author: Caller, *, to: list[Caller], entry: Entry | None = None) -> Entry:
        people = [person.person_id for person in to]
        told = entry or Entry(
            position=7,
            event_id=uuid4(),
            type="message_posted",
            team_id=author.team_id,
            audience=people,
            at=datetime.now(UTC),
            data={},
        )
        with push(None).store.transaction() as book:
            act_for(book.connection, team_id=author.team_id, person_id=None)
            book.deliveries.enqueue(told, What.MESSAGE, people, conversation_id=uuid4(), number=1)
        return told

    return enqueued


@pytest.fixture
def settled_queue(administrator_commits) -> None:
    """Nothing waits when a test begins."""
    administrator_commits("delete from push.deliveries")
    administrator_commits("update push.origins set paused_until = null")


@pytest.fixture
def administrator_commits(database) -> Callable[..., list[Any]]:
    def run(statement: str, *values: Any) -> list[Any]:
        with database.engine("postgres").begin() as connection:
            found = connection.exec_driver_sql(statement, values or None)
            return list(found) if found.returns_rows else []

    return run
