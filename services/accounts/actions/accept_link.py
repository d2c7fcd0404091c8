"""Through an invite's or a reset's link to a password of one's own, and in.

A link works once. Used a moment ago with the same password it signs in once more: the answer may have been lost.
"""

from datetime import datetime
from uuid import UUID, uuid4

from contracts.accounts import AcceptInvite, AcceptReset, SignedIn
from contracts.wire import Role
from kit.database import Transactions
from services.accounts import hashing
from services.accounts.actions.sign_in import new_session
from services.accounts.domain import fields, people
from services.accounts.domain.links import TOLD_AGAIN, LinkKind, Secrets, not_valid
from services.accounts.domain.passwords import password
from services.accounts.domain.throttles import account_key
from services.accounts.storage import TeamBook


def accept_invite(store: Transactions[TeamBook], secrets: Secrets, ask: AcceptInvite) -> SignedIn:
    invite_id = secrets.link_id(LinkKind.INVITE, ask.token)
    with store.transaction() as book:
        team_id = book.doors.team_of_invite(invite_id)
        if team_id is None:
            raise not_valid()
        book.act_for(team_id)
        invite, team = book.any_invite(invite_id), book.team()
        if invite.used_at:
            return told_again(book, invite.used_by, invite.used_at, ask)
    told = fields.checked(
        name=lambda: fields.name(ask.name),
        password=lambda: password(ask.password, known=[team.name, ask.name, invite.email]),
        time_zone=lambda: fields.time_zone(ask.time_zone),
    )
    hashed = hashing.hash_password(told["password"])
    person_id = uuid4()
    with store.transaction() as book:
        book.act_for(team_id, person_id)
        if not book.use_invite(invite_id, person_id=person_id):
            raise not_valid()
        person = book.keep_person(
            person_id,
            team_id,
            name=told["name"],
            email=invite.email,
            role=Role(invite.role),
            colour=people.first_colour(book.colours()),
            time_zone=told["time_zone"],
        )
        book.keep_password(person_id, hashed)
        return new_session(book, person, ask.device)


def accept_reset(store: Transactions[TeamBook], secrets: Secrets, ask: AcceptReset) -> SignedIn:
    reset_id = secrets.link_id(LinkKind.RESET, ask.token)
    with store.transaction() as book:
        team_id = book.doors.team_of_reset(reset_id)
        if team_id is None:
            raise not_valid()
        book.act_for(team_id)
        reset, team = book.any_reset(reset_id), book.team()
        if reset.used_at:
            return told_again(book, reset.person_id, reset.used_at, ask)
        person = book.person(reset.person_id)
    known = [team.name, person.name, person.email]
    told = fields.checked(password=lambda: password(ask.password, known=known))
    hashed = hashing.hash_password(told["password"])
    with store.transaction() as book:
        book.act_for(team_id, person.id)
        person = book.person_alone(person.id)
        if not book.use_reset(reset_id, person_id=person.id):
            raise not_valid()
        book.keep_password(person.id, hashed)
        book.end_sessions(person.id)
        book.doors.forget_attempts(account_key(person.email))
        return new_session(book, person, ask.device)


def told_again(book: TeamBook, person_id: UUID, used_at: datetime, ask: AcceptInvite | AcceptReset) -> SignedIn:
    person = book.person_coming_in(person_id)
    book.act_for(book.team().id, person_id)
    is_recent = person.active and book.now() < used_at + TOLD_AGAIN
    if is_recent and hashing.is_password(book.password_hash(person_id), ask.password):
        return new_session(book, person, ask.device)
    raise not_valid()
