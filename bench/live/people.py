"""A team with many people and open sessions, written in bulk: a password costs 50 ms each to hash."""

import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import Connection, NullPool, create_engine, select

from contracts.wire import Role
from kit.database import act_for
from services.accounts.domain.people import PALETTE
from services.accounts.domain.sessions import token_hash
from services.accounts.tables import people, sessions, teams

STREAMS_OF_ONE = 8
"""As many as the gateway lets a person have."""


@dataclass(frozen=True)
class Crowd:
    team_id: UUID
    person_ids: list[UUID]
    cookies: list[str]
    """One a stream; a person's streams share a session, and stand far apart."""

    def streams_of(self, person_id: UUID) -> list[int]:
        """Their numbers."""
        return list(range(self.person_ids.index(person_id), len(self.cookies), len(self.person_ids)))


def crowd(database: str, streams: int, *, of_one: int = STREAMS_OF_ONE) -> Crowd:
    """A team for so many streams, so many each. `database` is the URL of accounts' own role."""
    engine = create_engine(database, poolclass=NullPool)
    person_ids = [uuid4() for _ in range(-(-streams // of_one))]
    tokens = {person_id: secrets.token_urlsafe(32) for person_id in person_ids}
    team_id = uuid4()
    with engine.begin() as connection:
        act_for(connection, team_id=team_id, person_id=person_ids[0])
        connection.execute(teams.insert().inline().values(id=team_id, name="Bench", country="SE"))
        connection.execute(people.insert().inline(), [person_row(team_id, person_id) for person_id in person_ids])
        for person_id, token in tokens.items():
            act_for(connection, team_id=team_id, person_id=person_id)
            connection.execute(sessions.insert().inline().values(session_row(team_id, person_id, token)))
        check(connection, len(person_ids))
    cookies = [f"qero={tokens[person_ids[number % len(person_ids)]]}" for number in range(streams)]
    return Crowd(team_id, person_ids, cookies)


def person_row(team_id: UUID, person_id: UUID) -> dict[str, object]:
    return {
        "id": person_id,
        "team_id": team_id,
        "name": f"Person {person_id.hex[:6]}",
        "email": f"{person_id.hex}@bench.example",
        "role": Role.MEMBER,
        "colour": PALETTE[0],
        "time_zone": "Europe/Stockholm",
        "active": True,
    }


def session_row(team_id: UUID, person_id: UUID, token: str) -> dict[str, object]:
    return {
        "id": uuid4(),
        "team_id": team_id,
        "person_id": person_id,
        "token_hash": token_hash(token),
        "address": "127.0.0.1",
        "user_agent": "bench",
    }


def check(connection: Connection, wanted: int) -> None:
    found = len(connection.scalars(select(people.c.id)).all())
    if found != wanted:
        raise AssertionError(f"row level security shows {found} of {wanted} people")
