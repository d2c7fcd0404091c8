"""A team and its first owner, who is signed in at once."""

from uuid import uuid4

from contracts.accounts import AlreadySetUp, OpenTeam, SignedIn, Team, WrongCredentials
from contracts.wire import Role
from kit.database import Transactions
from services.accounts import hashing
from services.accounts.actions.sign_in import new_session, sign_in
from services.accounts.domain import fields, people
from services.accounts.domain.passwords import password
from services.accounts.storage import TeamBook


def open_team(store: Transactions[TeamBook], ask: OpenTeam) -> SignedIn:
    with store.transaction() as book:
        is_too_late = ask.only_first and book.doors.is_set_up()
    if is_too_late:
        return told_again(store, ask)
    told = fields.checked(
        team_name=lambda: fields.name(ask.team_name),
        country=lambda: fields.country(ask.country),
        name=lambda: fields.name(ask.name),
        email=lambda: fields.email(ask.email),
        password=lambda: password(ask.password, known=[ask.team_name, ask.name, ask.email]),
        time_zone=lambda: fields.time_zone(ask.time_zone),
    )
    hashed = hashing.hash_password(told["password"])
    team = Team(id=uuid4(), name=told["team_name"], country=told["country"])
    person_id = uuid4()
    with store.transaction() as book:
        if ask.only_first and book.doors.is_set_up_when_alone():
            raise already_set_up()
        book.act_for(team.id, person_id)
        book.keep_team(team)
        owner = book.keep_person(
            person_id,
            team.id,
            name=told["name"],
            email=told["email"],
            role=Role.OWNER,
            colour=people.first_colour([]),
            time_zone=told["time_zone"],
        )
        book.keep_password(person_id, hashed)
        return new_session(book, owner, ask.device)


def told_again(store: Transactions[TeamBook], ask: OpenTeam) -> SignedIn:
    """To somebody who has opened it a moment ago: the answer may have been lost."""
    try:
        return sign_in(store, ask.email, ask.password, ask.device, only_newcomers=True)
    except WrongCredentials as refusal:
        raise already_set_up() from refusal


def already_set_up() -> AlreadySetUp:
    return AlreadySetUp("This QERO has a team already; ask its owner for an invite.")
