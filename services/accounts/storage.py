"""One transaction's view of a team. What it does not see of other teams, the database's policies hide.

Whatever becomes of a profile and whoever ends a session, it is announced here. What the audit tells is added here too,
so that there is no way to change a team past it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from contracts.accounts import (
    Accounts,
    Audited,
    Device,
    EmailTaken,
    Invite,
    NotSignedIn,
    Profile,
    ProfileChanged,
    Reset,
    Session,
    SessionEnded,
    Team,
)
from contracts.wire import Caller, NotFound, Role
from kit.database import act_for
from kit.journal.announcing import Journal
from services.accounts.audit import AuditBook
from services.accounts.domain import fields, links
from services.accounts.domain.audit import told_of
from services.accounts.domain.sessions import ABSOLUTE, IDLE, LONGEST_ADDRESS, LONGEST_USER_AGENT, OVERLAP, HeldSession
from services.accounts.doors import Doors
from services.accounts.tables import invites, passwords, people, resets, sessions, teams

IS_OPEN_INVITE = invites.c.used_at.is_(None) & invites.c.withdrawn_at.is_(None)
IS_OPEN_RESET = resets.c.used_at.is_(None) & resets.c.withdrawn_at.is_(None)
LIVES = (sessions.c.last_seen_at > func.now() - IDLE) & (sessions.c.created_at > func.now() - ABSOLUTE)


class TeamBook:
    def __init__(self, connection: Connection, caller: Caller | None) -> None:
        self.connection = connection
        self.caller = caller
        self.doors = Doors(connection)
        self.journal = Journal(connection, Accounts)
        self.audit = AuditBook(connection)

    def act_for(self, team_id: UUID, person_id: UUID | None = None) -> None:
        """From here on the policies show this team, and the password of this person."""
        act_for(self.connection, team_id=team_id, person_id=person_id)

    def now(self) -> datetime:
        """The database's clock decides what has expired: there is one of it."""
        now: datetime = self.connection.execute(select(func.now())).scalar_one()
        return now

    # Team and people

    def keep_team(self, team: Team) -> None:
        self.connection.execute(insert(teams).values(team.model_dump()))

    def team(self) -> Team:
        return Team.model_validate(self.connection.execute(select(teams)).one()._asdict())

    def lock_team(self) -> None:
        """Who gives and takes roles waits here for whoever does so already."""
        self.connection.execute(select(teams.c.id).with_for_update())

    def keep_person(
        self, id: UUID, team_id: UUID, *, name: str, email: str, role: Role, colour: str, time_zone: str
    ) -> Profile:
        """They join. Raises EmailTaken; somebody of another team may have the e-mail."""
        values = {"id": id, "team_id": team_id, "name": name, "email": email, "role": role, "colour": colour}
        statement = insert(people).values(**values, time_zone=time_zone).returning(people)
        try:
            profile = profile_of(self.connection.execute(statement).one())
        except IntegrityError as error:
            raise EmailTaken(f"Somebody has the e-mail {email} already; they can sign in.") from error
        self.journal.announce(ProfileChanged(profile=profile), team_id=team_id)
        self.audit.add(Audited.JOINED, person_id=id, facts={"role": role})
        return profile

    def person(self, id: UUID) -> Profile:
        return self.found_person(select(people).where(people.c.id == id))

    def person_coming_in(self, id: UUID) -> Profile:
        """Held as they are: whoever deactivates them or changes their password also ends the session opened now."""
        return self.found_person(select(people).where(people.c.id == id).with_for_update(read=True))

    def person_alone(self, id: UUID) -> Profile:
        """Alone with them: sessions they are opening are open, and may be ended; others wait, and see what changed."""
        return self.found_person(select(people).where(people.c.id == id).with_for_update())

    def found_person(self, statement: Select[Any]) -> Profile:
        found = self.connection.execute(statement).first()
        if found is None:
            raise NotFound("There is nobody with this id in your team.")
        return profile_of(found)

    def person_with(self, email: str) -> Profile | None:
        found = self.connection.execute(select(people).where(func.lower(people.c.email) == func.lower(email))).first()
        return profile_of(found) if found else None

    def asker(self) -> Profile:
        """Who asks, as they are now: a token of a minute ago may still say "admin". Raises NotSignedIn."""
        caller_id = self.caller and self.caller.person_id
        found = self.connection.execute(select(people).where(people.c.id == caller_id, people.c.active)).first()
        if found is None:
            raise NotSignedIn("You are not active in this team any more.")
        return profile_of(found)

    def people(self) -> list[Profile]:
        order = (func.lower(people.c.name), people.c.id)
        return [profile_of(row) for row in self.connection.execute(select(people).order_by(*order))]

    def colours(self) -> Sequence[str]:
        return self.connection.execute(select(people.c.colour)).scalars().all()

    def other_active_owners(self, id: UUID) -> int:
        others = (people.c.role == Role.OWNER) & people.c.active & (people.c.id != id)
        return self.connection.execute(select(func.count()).select_from(people).where(others)).scalar_one()

    def change_person(self, person: Profile, *, by: UUID, **values: Any) -> Profile:
        """`person` is as they were read, alone with them, in this transaction. What is so already is no change."""
        different = {name: value for name, value in values.items() if getattr(person, name) != value}
        if not different:
            return person
        next_one = {**different, "version": person.version + 1}
        statement = update(people).where(people.c.id == person.id).values(**next_one).returning(people)
        changed = profile_of(self.connection.execute(statement).one())
        self.journal.announce(ProfileChanged(profile=changed), team_id=self.team().id)
        for what, facts in told_of(person, changed):
            self.audit.add(what, person_id=by, subject_id=person.id, facts=facts)
        return changed

    # Passwords: each is shown to its person alone

    def password_hash(self, person_id: UUID) -> str | None:
        return self.connection.execute(select(passwords.c.hash).where(passwords.c.person_id == person_id)).scalar()

    def keep_password(self, person_id: UUID, hash: str) -> None:
        fresh = insert(passwords).values(person_id=person_id, hash=hash)
        changed = {"hash": hash, "changed_at": func.now()}
        self.connection.execute(fresh.on_conflict_do_update(index_elements=[passwords.c.person_id], set_=changed))

    # Sessions

    def open_session(self, person_id: UUID, team_id: UUID, token_hash: bytes, device: Device) -> HeldSession:
        statement = (
            insert(sessions)
            .values(
                id=uuid4(),
                team_id=team_id,
                person_id=person_id,
                token_hash=token_hash,
                address=fields.printable(device.address, LONGEST_ADDRESS),
                user_agent=fields.printable(device.user_agent, LONGEST_USER_AGENT),
            )
            .returning(sessions)
        )
        return held(self.connection.execute(statement).one())

    def session(self, id: UUID) -> HeldSession | None:
        found = self.connection.execute(select(sessions).where(sessions.c.id == id)).first()
        return held(found) if found else None

    def sessions_of(self, person_id: UUID, *, current: UUID) -> list[Session]:
        order = (sessions.c.last_seen_at.desc(), sessions.c.id)
        found = select(sessions).where(sessions.c.person_id == person_id, LIVES).order_by(*order)
        return [
            Session(
                id=row.id,
                device=Device(address=row.address, user_agent=row.user_agent),
                created_at=row.created_at,
                last_seen_at=row.last_seen_at,
                expires_at=held(row).expires_at,
                current=row.id == current,
            )
            for row in self.connection.execute(found)
        ]

    def end_session(self, id: UUID, *, person_id: UUID) -> bool:
        """Whether there was one."""
        return bool(self.end(sessions.c.id == id, person_id))

    def end_sessions(self, person_id: UUID, *, but: UUID | None = None) -> None:
        self.end(true() if but is None else sessions.c.id != but, person_id)

    def end(self, which: ColumnElement[bool], person_id: UUID) -> list[UUID]:
        """Gives those that were ended."""
        ended = sessions.delete().where(sessions.c.person_id == person_id, which)
        found = self.connection.execute(ended.returning(sessions.c.id, sessions.c.team_id)).all()
        for row in found:
            event = SessionEnded(session_id=row.id, person_id=person_id)
            self.journal.announce(event, team_id=row.team_id, to=[person_id])
        return [row.id for row in found]

    def offer(self, session: HeldSession, next_token_hash: bytes) -> None:
        if session.next_token_hash == next_token_hash:
            return
        due = (sessions.c.id == session.id) & (sessions.c.token_hash == session.token_hash)
        self.connection.execute(update(sessions).where(due).values(next_token_hash=next_token_hash))

    def begin_with_next(self, session: HeldSession) -> None:
        """The old token is good for a while yet. Two tabs may come at once: the second changes nothing."""
        first_use = (sessions.c.id == session.id) & (sessions.c.next_token_hash == session.next_token_hash)
        self.connection.execute(
            update(sessions)
            .where(first_use)
            .values(
                previous_token_hash=sessions.c.token_hash,
                previous_until=func.now() + OVERLAP,
                token_hash=session.next_token_hash,
                token_since=func.now(),
                next_token_hash=None,
            )
        )

    def see(self, session: HeldSession) -> HeldSession | None:
        """None when it was ended meanwhile."""
        seen = update(sessions).where(sessions.c.id == session.id).values(last_seen_at=func.now())
        found = self.connection.execute(seen.returning(sessions)).first()
        return held(found) if found else None

    # Invites

    def invites(self) -> list[Invite]:
        """Those that can still be accepted, newest first."""
        open_ones = select(invites).where(IS_OPEN_INVITE, invites.c.expires_at > func.now())
        order = (invites.c.created_at.desc(), invites.c.id)
        return [Invite.model_validate(row._asdict()) for row in self.connection.execute(open_ones.order_by(*order))]

    def open_invite(self, id: UUID) -> Invite:
        for invite in self.invites():
            if invite.id == id:
                return invite
        raise NotFound("There is no open invite with this id in your team.")

    def waiting_invite(self, email: str) -> Row[Any] | None:
        """Neither used nor withdrawn; it may have expired."""
        to_them = func.lower(invites.c.email) == func.lower(email)
        return self.connection.execute(select(invites).where(to_them, IS_OPEN_INVITE)).first()

    def any_invite(self, id: UUID) -> Row[Any]:
        """Used, withdrawn and expired ones too."""
        return self.connection.execute(select(invites).where(invites.c.id == id)).one()

    def keep_invite(self, team_id: UUID, email: str, role: Role, *, invited_by: UUID) -> Invite:
        values = {"id": uuid4(), "team_id": team_id, "email": email, "role": role, "invited_by": invited_by}
        lasting = func.now() + links.INVITE_LASTS
        statement = insert(invites).values(**values, expires_at=lasting).returning(invites)
        invite = Invite.model_validate(self.connection.execute(statement).one()._asdict())
        self.audit.add(Audited.INVITED, person_id=invited_by, facts={"email": email, "role": role})
        return invite

    def withdraw_invite(self, id: UUID, *, by: UUID) -> None:
        """It may have been used or withdrawn meanwhile: then nothing happens."""
        withdrawn = update(invites).where(invites.c.id == id, IS_OPEN_INVITE).values(withdrawn_at=func.now())
        found = self.connection.execute(withdrawn.returning(invites.c.email, invites.c.role)).first()
        if found:
            self.audit.add(Audited.INVITE_WITHDRAWN, person_id=by, facts=found._asdict())

    def use_invite(self, id: UUID, *, person_id: UUID) -> bool:
        """Whether it was there to be used: a link works once."""
        still_good = (invites.c.id == id) & IS_OPEN_INVITE & (invites.c.expires_at > func.now())
        used = update(invites).where(still_good).values(used_at=func.now(), used_by=person_id)
        return bool(self.connection.execute(used).rowcount)

    # Resets

    def open_reset(self, id: UUID) -> Reset:
        still_good = (resets.c.id == id) & IS_OPEN_RESET & (resets.c.expires_at > func.now())
        found = self.connection.execute(select(resets).where(still_good)).first()
        if found is None:
            raise NotFound("There is no open reset with this id in your team.")
        return Reset.model_validate(found._asdict())

    def any_reset(self, id: UUID) -> Row[Any]:
        """Used, withdrawn and expired ones too."""
        return self.connection.execute(select(resets).where(resets.c.id == id)).one()

    def keep_reset(self, team_id: UUID, person_id: UUID, *, started_by: UUID) -> Reset:
        values = {"id": uuid4(), "team_id": team_id, "person_id": person_id, "started_by": started_by}
        lasting = func.now() + links.RESET_LASTS
        statement = insert(resets).values(**values, expires_at=lasting).returning(resets)
        reset = Reset.model_validate(self.connection.execute(statement).one()._asdict())
        self.audit.add(Audited.RESET_STARTED, person_id=started_by, subject_id=person_id)
        return reset

    def withdraw_resets(self, person_id: UUID) -> None:
        withdrawn = update(resets).where(resets.c.person_id == person_id, IS_OPEN_RESET)
        self.connection.execute(withdrawn.values(withdrawn_at=func.now()))

    def use_reset(self, id: UUID, *, person_id: UUID) -> bool:
        """Whether it was there to be used: a link works once."""
        still_good = (resets.c.id == id) & IS_OPEN_RESET & (resets.c.expires_at > func.now())
        used = self.connection.execute(update(resets).where(still_good).values(used_at=func.now())).rowcount > 0
        if used:
            self.audit.add(Audited.PASSWORD_RESET, person_id=person_id)
        return used


def profile_of(row: Row[Any]) -> Profile:
    return Profile.model_validate(row._asdict())


def held(row: Row[Any]) -> HeldSession:
    names = HeldSession.__dataclass_fields__
    return HeldSession(**{name: value for name, value in row._asdict().items() if name in names})
