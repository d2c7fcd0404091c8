"""A team of three and a stranger, with passwords and sessions, on real Postgres."""

from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address
from uuid import uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from contracts.accounts import Device, Profile, SignedIn, SignIn, Team
from contracts.wire import Caller, Role
from kit.database import Transactions
from services.accounts import hashing
from services.accounts.actions.sign_in import new_session
from services.accounts.config import AccountsConfig
from services.accounts.service import AccountsService
from services.accounts.storage import TeamBook

PASSWORD = "correct horse battery staple"


@cache
def password_hash() -> str:
    return hashing.hash_password(PASSWORD)


def somewhere() -> Device:
    """An address that no other test has tried passwords from."""
    return Device(address=str(IPv4Address(uuid4().int % 2**32)), user_agent="Firefox")


def caller_of(signed_in: SignedIn) -> Caller:
    profile, team = signed_in.me.profile, signed_in.me.team
    return Caller(
        person_id=profile.id,
        team_id=team.id,
        session_id=signed_in.me.session_id,
        role=profile.role,
        time_zone=profile.time_zone,
        country=team.country,
    )


@dataclass(frozen=True)
class Person:
    """Somebody with a password and a session."""

    caller: Caller
    profile: Profile
    token: str

    @property
    def id(self):
        return self.caller.person_id

    @property
    def email(self):
        return self.profile.email

    def signing_in(self, password: str = PASSWORD, device: Device | None = None) -> SignIn:
        return SignIn(email=self.email, password=password, device=device or somewhere())


@pytest.fixture
def accounts(service):
    """`accounts(ben)` answers as Ben, `accounts()` to somebody unknown."""

    def answering(person: Person | None = None, **options) -> AccountsService:
        instance = service(AccountsService, person and person.caller, **options)
        instance.config = AccountsConfig.model_construct(link_secret=SecretStr("a secret of thirty-two letters..."))
        return instance

    return answering


@pytest.fixture
def book(database):
    """`with book() as book:` one transaction of the app role, for nobody yet."""
    return lambda: Transactions(database.engine("accounts_app"), TeamBook, None).transaction()


@pytest.fixture
def new_team(book):
    def made() -> Team:
        team = Team(id=uuid4(), name="Nordic Harbour", country="SE")
        with book() as opening:
            opening.act_for(team.id)
            opening.keep_team(team)
        return team

    return made


@pytest.fixture
def join(book):
    """`join(team, "Ann", Role.MEMBER)`: with a password and a session, without an invite."""

    def joined(team: Team, name: str, role: Role) -> Person:
        email = f"{name.lower()}.{uuid4().hex[:12]}@example.com"
        with book() as joining:
            joining.act_for(team.id, person_id := uuid4())
            profile = joining.keep_person(
                person_id, team.id, name=name, email=email, role=role, colour="#2563eb", time_zone="Europe/Stockholm"
            )
            joining.keep_password(person_id, password_hash())
            signed_in = new_session(joining, profile, somewhere())
        return Person(caller_of(signed_in), profile, signed_in.token)

    return joined


@pytest.fixture
def team(new_team) -> Team:
    return new_team()


@pytest.fixture
def olga(join, team) -> Person:
    """Owns the team."""
    return join(team, "Olga", Role.OWNER)


@pytest.fixture
def ben(join, team) -> Person:
    """An admin."""
    return join(team, "Ben", Role.ADMIN)


@pytest.fixture
def ann(join, team) -> Person:
    """A member."""
    return join(team, "Ann", Role.MEMBER)


@pytest.fixture
def xena(join, new_team) -> Person:
    """Owns another team."""
    return join(new_team(), "Xena", Role.OWNER)


@pytest.fixture
def by_hand(database):
    """Changes rows as the administrator: time passes no other way."""

    def run(statement: str, **values) -> None:
        with database.engine("postgres").begin() as connection:
            connection.execute(text(statement), values)

    return run
