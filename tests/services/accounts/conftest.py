"""A team of three and a stranger, with passwords and sessions, on real Postgres."""

from uuid import uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import Executable, text
from support.accounts import NEW_PASSWORD, Person, an_email, caller_of, password_hash, somewhere
from support.database import fresh_database

from contracts.accounts import AcceptInvite, AcceptReset, InvitePerson, OneInvite, OneReset, StartReset, Team
from contracts.wire import Role
from kit.database import Transactions
from services.accounts.actions.sign_in import new_session
from services.accounts.config import AccountsConfig
from services.accounts.service import AccountsService
from services.accounts.storage import TeamBook

CONFIG = AccountsConfig.model_construct(link_secret=SecretStr("a secret of thirty-two letters..."))


@pytest.fixture
def accounts(service):
    """`accounts(ben)` answers as Ben, `accounts()` to somebody unknown."""

    def answering(person: Person | None = None, **options) -> AccountsService:
        instance = service(AccountsService, person and person.caller, **options)
        instance.config = CONFIG
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
def invite(accounts):
    """`invite(ben, email)`: the invite and its link's token."""

    def invited(asker, email=None, role=Role.MEMBER):
        made = accounts(asker).invite_person(InvitePerson(email=email or an_email(), role=role))
        return made, accounts(asker).invite_link(OneInvite(invite_id=made.id)).token

    return invited


@pytest.fixture
def accept(accounts):
    def accepted(token, name="Cia", password=NEW_PASSWORD):
        ask = AcceptInvite(token=token, name=name, password=password, time_zone="Europe/Oslo", device=somewhere())
        return accounts().accept_invite(ask)

    return accepted


@pytest.fixture
def start_reset(accounts):
    """`start_reset(ben, ann)`: the token of the link that Ben gives to Ann."""

    def started(asker, person) -> str:
        reset = accounts(asker).start_reset(StartReset(person_id=person.id))
        return accounts(asker).reset_link(OneReset(reset_id=reset.id)).token

    return started


@pytest.fixture
def accept_reset(accounts):
    def accepted(token, password=NEW_PASSWORD):
        return accounts().accept_reset(AcceptReset(token=token, password=password, device=somewhere()))

    return accepted


@pytest.fixture
def by_hand(database):
    """Changes rows as the administrator: time passes no other way."""

    def run(statement: Executable | str, **values) -> None:
        with database.engine("postgres").begin() as connection:
            connection.execute(text(statement) if isinstance(statement, str) else statement, values)

    return run


@pytest.fixture
def everything(database):
    """All that the schema holds, as text."""

    def read() -> str:
        with database.engine("postgres").begin() as connection:
            return str(connection.execute(text("select schema_to_xml('accounts', true, false, '')")).scalar_one())

    return read


@pytest.fixture(scope="module")
def other_database(database):
    with fresh_database(database.administrator) as name:
        other = type(database)(database.administrator, name)
        yield other
        other.close()


@pytest.fixture
def first_database(other_database):
    """One in which there is no team yet."""
    with other_database.engine("postgres").begin() as connection:
        connection.execute(text("truncate accounts.teams, accounts.throttles cascade"))
    return other_database
