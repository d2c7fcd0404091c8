"""What may be looked up before it is known who asks: one function of the database each, in the first migration."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, Interval, func, select, text

from services.accounts.domain import sessions
from services.accounts.domain.throttles import Pace

MOST_FORGOTTEN = 5_000
"""Rows of one table in one go."""


@dataclass(frozen=True)
class Credentials:
    team_id: UUID
    person_id: UUID
    hash: str


@dataclass(frozen=True)
class Whose:
    team_id: UUID
    person_id: UUID
    session_id: UUID


class Doors:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def is_set_up(self) -> bool:
        return bool(self.connection.execute(select(func.accounts.is_set_up())).scalar_one())

    def is_set_up_when_alone(self) -> bool:
        """Until the transaction ends nobody else gets an answer: only one first team is opened."""
        self.connection.execute(text("select pg_advisory_xact_lock(hashtext('accounts: the first team'))"))
        return self.is_set_up()

    def credentials_of(self, email: str) -> Credentials | None:
        """Of an active person."""
        found = self.connection.execute(text("select * from accounts.credentials_of(:email)"), {"email": email}).first()
        return Credentials(*found) if found else None

    def session_of(self, hashed: bytes) -> Whose | None:
        found = self.connection.execute(text("select * from accounts.session_of(:hashed)"), {"hashed": hashed}).first()
        return Whose(*found) if found else None

    def team_of_invite(self, invite_id: UUID) -> UUID | None:
        team_id: UUID | None = self.connection.execute(
            text("select accounts.team_of_invite(:id)"), {"id": invite_id}
        ).scalar()
        return team_id

    def team_of_reset(self, reset_id: UUID) -> UUID | None:
        team_id: UUID | None = self.connection.execute(
            text("select accounts.team_of_reset(:id)"), {"id": reset_id}
        ).scalar()
        return team_id

    def take_attempt(self, key: str, pace: Pace) -> timedelta | None:
        """None when the attempt is allowed, and counted; otherwise how long to wait."""
        taken = func.accounts.take_attempt(key, pace.every, pace.burst, type_=Interval)
        wait: timedelta | None = self.connection.execute(select(taken)).scalar()
        return wait

    def give_back_attempt(self, key: str, pace: Pace) -> None:
        self.connection.execute(select(func.accounts.give_back_attempt(key, pace.every)))

    def forget_attempts(self, key: str) -> None:
        self.connection.execute(select(func.accounts.forget_attempts(key)))

    def forget_expired(self) -> int:
        """Rows of sessions, links and throttles that can never matter again."""
        forgotten = func.accounts.forget_expired(sessions.IDLE, sessions.ABSOLUTE, MOST_FORGOTTEN)
        return int(self.connection.execute(select(forgotten)).scalar_one())
