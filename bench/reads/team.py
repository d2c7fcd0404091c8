"""The team that is read: contacts, their calls and what a few people plan with them, written in bulk."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from uuid import UUID

import psycopg
from sqlalchemy import NullPool, create_engine, select

from bench.live.people import STREAMS_OF_ONE, crowd
from contracts.kinds import Kind
from deploy.local.demo.fill import Size
from deploy.local.demo.write import Writer
from deploy.local.stack import Stack
from kit.database import act_for
from services.contacts.tables import contacts

PEOPLE = 3


@dataclass(frozen=True)
class Team:
    team_id: UUID
    person_id: UUID
    """Who reads."""
    cookie: str
    contact_ids: list[UUID]
    mobiles: list[str]

    @property
    def contacts(self) -> int:
        return len(self.contact_ids)


def make_team(stack: Stack, size: int, tell: Callable[[str], None]) -> Team:
    people = crowd(stack.urls["accounts_app"], PEOPLE * STREAMS_OF_ONE)
    wanted = Size(contacts=size, people=PEOPLE, most_calls=10, planned=0.3)
    tell(f"· Writing {size:,} contacts, their calls, and what {PEOPLE} people plan …")
    with ExitStack() as undo:
        engines = {
            name: create_engine(stack.urls[f"{name}_app"], poolclass=NullPool) for name in ("contacts", "settings")
        }
        for engine in engines.values():
            undo.callback(engine.dispose)
        writer = Writer(engines, people.team_id, people.person_ids, wanted, lambda *_: None)
        writer.fill(Kind.CONTACT, size)
        with engines["contacts"].begin() as connection:
            act_for(connection, team_id=people.team_id, person_id=people.person_ids[0])
            rows = connection.execute(select(contacts.c.id, contacts.c.phones).order_by(contacts.c.id)).all()
    settle(stack)
    mobiles = [row.phones[0] for row in rows]
    return Team(people.team_id, people.person_ids[0], people.cookies[0], [row.id for row in rows], mobiles)


def settle(stack: Stack) -> None:
    """What autovacuum would do some time later, in the middle of a round."""
    with psycopg.connect(stack.urls["administrator"], autocommit=True) as connection:
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")
