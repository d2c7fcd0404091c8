"""From a session's token to who holds it; a token a day old is replaced (`domain/sessions.py` says how)."""

from contracts.accounts import Identity, NotSignedIn
from contracts.wire import Caller
from kit.database import Transactions
from services.accounts.domain.links import Secrets
from services.accounts.domain.sessions import token_hash
from services.accounts.storage import TeamBook


def identify(store: Transactions[TeamBook], secrets: Secrets, token: str) -> Identity:
    hashed = token_hash(token)
    with store.transaction() as book:
        whose = book.doors.session_of(hashed)
        if whose is None:
            raise not_signed_in()
        book.act_for(whose.team_id, whose.person_id)
        session, person, now = book.session(whose.session_id), book.person(whose.person_id), book.now()
        if session is None or not session.is_held_by(hashed, at=now) or not person.active:
            raise not_signed_in()
        new_token = secrets.successor(token) if session.is_offered(hashed, at=now) else None
        if session.is_begun_with(hashed):
            book.begin_with_next(session)
        elif new_token and session.is_current(hashed):
            book.offer(session, token_hash(new_token))
        if session.is_seen_again(at=now):
            session = book.see(session)
        if session is None:
            raise not_signed_in()
        team = book.team()
    caller = Caller(
        person_id=person.id,
        team_id=team.id,
        session_id=session.id,
        role=person.role,
        time_zone=person.time_zone,
        country=team.country,
    )
    return Identity(caller=caller, expires_at=session.expires_at, new_token=new_token)


def not_signed_in() -> NotSignedIn:
    return NotSignedIn("The session has ended or has expired. Sign in.")
