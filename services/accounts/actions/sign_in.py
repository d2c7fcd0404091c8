"""By e-mail and password into a new session."""

from secrets import token_urlsafe

from contracts.accounts import Device, Me, Profile, SignedIn, WrongCredentials
from kit.database import Transactions
from services.accounts import hashing
from services.accounts.attempts import Attempt
from services.accounts.domain import fields
from services.accounts.domain.links import TOLD_AGAIN
from services.accounts.domain.sessions import token_hash
from services.accounts.storage import TeamBook


def sign_in(
    store: Transactions[TeamBook], email: str, password: str, device: Device, *, only_newcomers: bool = False
) -> SignedIn:
    """Hashing is done between transactions: it would hold a connection and wait for others who hash."""
    attempt = Attempt(store, email, device.address)
    attempt.take()
    with store.transaction() as book:
        credentials = book.doors.credentials_of(fields.same_email(email))
    is_right = hashing.is_password(credentials.hash if credentials else None, password)
    if not credentials or not is_right:
        raise wrong_credentials()
    renewed = hashing.hash_password(password) if hashing.is_outdated(credentials.hash) else None
    with store.transaction() as book:
        book.act_for(credentials.team_id, credentials.person_id)
        person = book.person_coming_in(credentials.person_id)
        # Either may have changed while the hash was compared.
        is_still_right = person.active and book.password_hash(person.id) == credentials.hash
        if not is_still_right or (only_newcomers and book.now() > person.created_at + TOLD_AGAIN):
            raise wrong_credentials()
        if renewed:
            book.keep_password(person.id, renewed)
        attempt.succeeded(book)
        return new_session(book, person, device)


def new_session(book: TeamBook, person: Profile, device: Device) -> SignedIn:
    token = token_urlsafe(32)
    team = book.team()
    session = book.open_session(person.id, team.id, token_hash(token), device)
    me = Me(profile=person, team=team, session_id=session.id)
    return SignedIn(me=me, token=token, expires_at=session.expires_at)


def wrong_credentials() -> WrongCredentials:
    return WrongCredentials("Nobody who is active has this e-mail and this password.")
