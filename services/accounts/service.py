"""Accounts on the bus: teams, people, passwords, sessions, invites, resets.

What takes more than a few lines is in `actions/`; who may do what is in `domain/`.
"""

from uuid import UUID

from contracts.accounts import (
    AcceptInvite,
    AcceptReset,
    Accounts,
    Audited,
    AuditPage,
    ChangePassword,
    ChangePerson,
    ChangeProfile,
    EmailTaken,
    EndSession,
    FindAudit,
    Identify,
    Identity,
    Invite,
    InvitePerson,
    Invites,
    Link,
    Me,
    OneInvite,
    OneReset,
    OpenTeam,
    People,
    PeopleAfter,
    PeoplePage,
    Profile,
    RecordExport,
    Reset,
    Sessions,
    SignedIn,
    SignIn,
    StartReset,
)
from contracts.journal import EventPage, EventsSince
from contracts.ringing import CalledList, MembersAsked
from contracts.wire import Invalid, NotFound, Nothing, Role
from kit.asking import Asking
from kit.idempotency import forget_old_keys
from kit.journal.reading import events_since
from kit.journal.relay import Relay
from kit.periodic import every
from kit.providers import Config, Store
from kit.rpc import answer
from services.accounts import hashing
from services.accounts.actions.accept_link import accept_invite, accept_reset
from services.accounts.actions.identify import identify
from services.accounts.actions.open_team import open_team
from services.accounts.actions.sign_in import sign_in
from services.accounts.attempts import Attempt
from services.accounts.called import called
from services.accounts.config import AccountsConfig
from services.accounts.domain import audit, fields, people
from services.accounts.domain.links import LinkKind, Secrets
from services.accounts.domain.passwords import password
from services.accounts.doors import MOST_FORGOTTEN
from services.accounts.everybody import LARGEST_EVERYBODY, people_page
from services.accounts.storage import TeamBook


class AccountsService:
    name = Accounts.name

    asking = Asking()
    store = Store(TeamBook, Relay(Accounts))
    config = Config(AccountsConfig)

    @property
    def secrets(self) -> Secrets:
        return Secrets(self.config.link_secret.get_secret_value())

    # In and out

    @answer(Accounts.open_team)
    def open_team(self, ask: OpenTeam) -> SignedIn:
        return open_team(self.store, ask)

    @answer(Accounts.sign_in)
    def sign_in(self, ask: SignIn) -> SignedIn:
        return sign_in(self.store, ask.email, ask.password, ask.device)

    @answer(Accounts.identify)
    def identify(self, ask: Identify) -> Identity:
        return identify(self.store, self.secrets, ask.token)

    @answer(Accounts.accept_invite)
    def accept_invite(self, ask: AcceptInvite) -> SignedIn:
        return accept_invite(self.store, self.secrets, ask)

    @answer(Accounts.accept_reset)
    def accept_reset(self, ask: AcceptReset) -> SignedIn:
        return accept_reset(self.store, self.secrets, ask)

    @answer(Accounts.sign_out)
    def sign_out(self, ask: Nothing) -> Nothing:
        with self.store.transaction() as book:
            book.end_session(self.asking.session_id, person_id=self.asking.person_id)
        return ask

    # Oneself

    @answer(Accounts.me)
    def me(self, _ask: Nothing) -> Me:
        with self.store.transaction() as book:
            return Me(profile=book.asker(), team=book.team(), session_id=self.asking.session_id)

    @answer(Accounts.change_profile)
    def change_profile(self, ask: ChangeProfile) -> Me:
        checks = {
            "name": lambda: fields.name(ask.name),
            "colour": lambda: fields.colour(ask.colour),
            "time_zone": lambda: fields.time_zone(ask.time_zone),
        }
        changes = fields.checked(**{field: checks[field] for field in checks if field in ask.model_fields_set})
        with self.store.transaction() as book:
            person = book.person_alone(book.asker().id)
            profile = book.change_person(person, by=person.id, **changes)
            return Me(profile=profile, team=book.team(), session_id=self.asking.session_id)

    @answer(Accounts.change_password)
    def change_password(self, ask: ChangePassword) -> Nothing:
        with self.store.transaction() as book:
            person, team = book.person_alone(book.asker().id), book.team()
            attempt = Attempt(self.store, person.email)
            attempt.take()
            if not hashing.is_password(book.password_hash(person.id), ask.current_password):
                raise Invalid.of("current_password", "wrong", "current_password is wrong.")
            known = [team.name, person.name, person.email]
            told = fields.checked(new_password=lambda: password(ask.new_password, known=known))
            book.keep_password(person.id, hashing.hash_password(told["new_password"]))
            book.withdraw_resets(person.id)
            book.end_sessions(person.id, but=self.asking.session_id)
            attempt.succeeded(book)
        return Nothing()

    @answer(Accounts.sessions)
    def sessions(self, _ask: Nothing) -> Sessions:
        with self.store.transaction() as book:
            return Sessions(items=book.sessions_of(self.asking.person_id, current=self.asking.session_id))

    @answer(Accounts.end_session)
    def end_session(self, ask: EndSession) -> Nothing:
        with self.store.transaction() as book:
            if not book.end_session(ask.session_id, person_id=self.asking.person_id):
                raise NotFound("You have no session with this id.")
        return Nothing()

    # The team

    @answer(Accounts.people)
    def people(self, _ask: Nothing) -> People:
        with self.store.transaction() as book:
            return People(items=book.people())

    @answer(Accounts.change_person)
    def change_person(self, ask: ChangePerson) -> Profile:
        with self.store.transaction() as book:
            # Two owners who demote each other at once would leave a team without one.
            book.lock_team()
            asker, person = book.asker(), book.person_alone(ask.person_id)
            changed = people.changed(
                person,
                role=person.role if ask.role is None else ask.role,
                active=person.active if ask.active is None else ask.active,
                asker=asker,
                other_active_owners=book.other_active_owners(person.id),
            )
            if not changed.active:
                book.end_sessions(person.id)
                book.withdraw_resets(person.id)
            return book.change_person(person, by=asker.id, role=changed.role, active=changed.active)

    @answer(Accounts.invites)
    def invites(self, _ask: Nothing) -> Invites:
        with self.store.transaction() as book:
            people.check_may_manage(book.asker())
            return Invites(items=book.invites())

    @answer(Accounts.invite_person)
    def invite_person(self, ask: InvitePerson) -> Invite:
        told = fields.checked(email=lambda: fields.email(ask.email))
        with self.store.transaction() as book:
            book.lock_team()
            asker = book.asker()
            people.check_may_give(asker, ask.role)
            if book.person_with(told["email"]):
                raise EmailTaken("Somebody in your team has this e-mail; if they are deactivated, activate them again.")
            if earlier := book.waiting_invite(told["email"]):
                people.check_may_give(asker, Role(earlier.role))
                book.withdraw_invite(earlier.id, by=asker.id)
            return book.keep_invite(self.asking.team_id, told["email"], ask.role, invited_by=asker.id)

    @answer(Accounts.invite_link)
    def invite_link(self, ask: OneInvite) -> Link:
        with self.store.transaction() as book:
            invite = self.managed_invite(book, ask.invite_id)
        return Link(token=self.secrets.link_token(LinkKind.INVITE, invite.id))

    @answer(Accounts.withdraw_invite)
    def withdraw_invite(self, ask: OneInvite) -> Nothing:
        with self.store.transaction() as book:
            book.withdraw_invite(self.managed_invite(book, ask.invite_id).id, by=self.asking.person_id)
        return Nothing()

    def managed_invite(self, book: TeamBook, id: UUID) -> Invite:
        """An admin who saw an owner's link could become one under another e-mail."""
        asker = book.asker()
        people.check_may_manage(asker)
        invite = book.open_invite(id)
        people.check_may_give(asker, invite.role)
        return invite

    # Resets

    @answer(Accounts.start_reset)
    def start_reset(self, ask: StartReset) -> Reset:
        with self.store.transaction() as book:
            asker, person = book.asker(), book.person_alone(ask.person_id)
            people.check_may_reset(asker, person)
            if not person.active:
                raise Invalid.of("person_id", "inactive", "person_id is of somebody deactivated; activate them first.")
            book.withdraw_resets(person.id)
            return book.keep_reset(self.asking.team_id, person.id, started_by=asker.id)

    @answer(Accounts.reset_link)
    def reset_link(self, ask: OneReset) -> Link:
        with self.store.transaction() as book:
            asker = book.asker()
            people.check_may_manage(asker)
            reset = book.open_reset(ask.reset_id)
            people.check_may_reset(asker, book.person(reset.person_id))
        return Link(token=self.secrets.link_token(LinkKind.RESET, reset.id))

    # The audit

    @answer(Accounts.audit)
    def audit(self, ask: FindAudit) -> AuditPage:
        audit.check_limit(ask.limit)
        with self.store.transaction() as book:
            people.check_may_manage(book.asker())
            return book.audit.page(ask)

    @answer(Accounts.record_export)
    def record_export(self, ask: RecordExport) -> Nothing:
        facts = audit.export_facts(ask)
        with self.store.transaction() as book:
            book.audit.add(Audited.EXPORTED, person_id=book.asker().id, facts=facts)
        return Nothing()

    @answer(Accounts.events_since)
    def events_since(self, ask: EventsSince) -> EventPage:
        return events_since(self.store, Accounts, ask)

    @answer(Accounts.people_after)
    def people_after(self, ask: PeopleAfter) -> PeoplePage:
        audit.check_limit(ask.limit, LARGEST_EVERYBODY)
        with self.store.transaction() as book:
            return people_page(book.connection, ask)

    @answer(Accounts.called)
    def called(self, ask: MembersAsked) -> CalledList:
        with self.store.transaction() as book:
            return called(book.connection, ask)

    @every(seconds=3600)
    def forget(self) -> bool:
        """True when there may be more."""
        with self.store.transaction() as book:
            keys = forget_old_keys(book.connection, self.name)
            return max(keys, book.doors.forget_expired()) >= MOST_FORGOTTEN
